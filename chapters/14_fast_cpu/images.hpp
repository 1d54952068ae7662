#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "01_tensors/tensor.hpp"
#include "14_fast_cpu/fusion_options.hpp"
#include "14_fast_cpu/padded_image.hpp"

namespace strata::fast_cpu {

// [region source]
/// A batch of images that is stored, or that is computed where it is read: an image that fits into the cache is often
/// made again in less time than it takes to fetch it from memory, and it takes no memory.
template <class T>
class ImageSource {
 public:
  ImageSource() = default;
  ImageSource(const ImageSource&) = delete;
  ImageSource& operator=(const ImageSource&) = delete;
  virtual ~ImageSource() = default;

  /// The size of one image.
  virtual ImageSize size() const = 0;

  /// How many images there are.
  virtual Index samples() const = 0;

  /// How many sums stand behind each other where row() makes an image: 0 where it is stored.
  virtual Index depth() const { return 0; }

  /// Numbers that row() needs to work with.
  virtual Index scratch_count() const { return 0; }

  /// Where row h of image n stands from a column on, or null if it has to be made.
  virtual const T* stored_row(Index, Index, Index) const { return nullptr; }

  /// Writes `count` pixels of row h of image n, beginning with a column.
  virtual void row(Index n, Index h, Index column, Index count, T* to, T* scratch) const = 0;
};
// [endregion source]

/// Whether so many images are better stored than made again. A small batch comes back from a large cache soon; of a
/// large one the memory counts.
template <class T>
bool worth_storing(Index samples, const ImageSize& size, const FusionOptions& options) {
  return samples * size.count() * static_cast<Index>(sizeof(T)) <= options.most_stored_bytes;
}

/// Images that are stored.
template <class T>
class StoredImages : public ImageSource<T> {
 public:
  StoredImages() = default;

  /// Images [N,H,W,C].
  explicit StoredImages(const Tensor& images) { set(images); }

  /// Other images from here on.
  void set(const Tensor& images) {
    images_ = images;
    first_ = images_.defined() ? std::as_const(images_).data<T>() : nullptr;
    size_ = images.defined() ? ImageSize{images.dim(1), images.dim(2), images.dim(3)} : ImageSize{};
    writes_ = images.defined() ? images.writes() : 0;
  }

  /// Whether nobody has opened the images for writing since set().
  bool unchanged() const { return images_.writes() == writes_; }

  /// The images themselves.
  const Tensor& tensor() const { return images_; }

  ImageSize size() const override { return size_; }
  Index samples() const override { return images_.dim(0); }
  const T* stored_row(Index n, Index h, Index column) const override {
    return first_ + n * size_.count() + (h * size_.width + column) * size_.channels;
  }
  void row(Index n, Index h, Index column, Index count, T* to, T*) const override {
    std::copy_n(stored_row(n, h, column), count * size_.channels, to);
  }

 private:
  Tensor images_;
  const T* first_ = nullptr;
  ImageSize size_{};
  std::uint64_t writes_ = 0;
};

// [region padded]
/// Writes a part of an image with zeros around it, so that the loops that read it need not ask whether a tap sees
/// padding. row(h, column, count, to) writes pixels of the image.
template <class T, class WriteRow>
void write_padded(const ImageSize& size, const Extent& part, T* to, const WriteRow& row) {
  const Index row_length = part.columns * size.channels;
  const Index end = part.column + part.columns;  // the part may lie left or right of the image altogether
  const Index first = std::clamp<Index>(0, part.column, end), last = std::clamp<Index>(size.width, first, end);
  const Index left = (first - part.column) * size.channels, length = (last - first) * size.channels;
  for (Index h = part.row; h < part.row + part.rows; ++h, to += row_length) {
    if (h < 0 || h >= size.height) {
      std::fill_n(to, row_length, T(0));
      continue;
    }
    std::fill_n(to, left, T(0));
    if (last > first) row(h, first, last - first, to + left);
    std::fill_n(to + left + length, row_length - left - length, T(0));
  }
}
// [endregion padded]

/// Pixels of a row: where they stand, or in `space` if they have to be made.
template <class T>
const T* row_of(const ImageSource<T>& source, Index n, Index h, Index column, Index count, T* space, T* scratch) {
  if (const T* stored = source.stored_row(n, h, column)) return stored;
  source.row(n, h, column, count, space, scratch);
  return space;
}

/// A part of image n, with zeros around it.
template <class T>
void load_padded(const ImageSource<T>& source, Index n, const Extent& part, T* to, T* scratch) {
  write_padded(source.size(), part, to,
               [&](Index h, Index column, Index count, T* row) { source.row(n, h, column, count, row, scratch); });
}

/// The images as a tensor [N,H,W,C]: the stored one, or a new one.
template <class T>
Tensor materialised(const ImageSource<T>& source);

}  // namespace strata::fast_cpu
