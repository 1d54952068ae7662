#pragma once

#include <algorithm>
#include <numeric>

#include "01_tensors/tensor.hpp"
#include "14_fast_cpu/convolution_plan.hpp"
#include "common/parallel.hpp"

// Convolutions over a batch, image by image. What a convolution reads comes from a function, and what it makes goes to
// another while it is still in the cache: that is where layers around a convolution are fused with it.

namespace strata::fast_cpu {

/// Some images, or some rows of one image, that a thread computes at a time.
struct Unit {
  Index first, images;  ///< images first to first + images - 1
  Index begin, end;     ///< rows of the result
};

/// How a batch is cut into units. It depends on the shapes alone, and not on the threads.
class Units {
 public:
  /// A batch of a few images is cut into rows, so that several threads have work.
  /// @param samples         images of the batch
  /// @param images_at_once  at most so many images in a unit
  /// @param rows            of the result of an image
  /// @param rows_at_once    a part of an image has a multiple of so many rows
  Units(Index samples, Index images_at_once, Index rows, Index rows_at_once) : samples_(samples), rows_(rows) {
    constexpr Index worth_having = 4, few_rows = 16;
    images_ = std::clamp<Index>(samples / worth_having, 1, images_at_once);
    // Each part reads the whole weight: images of few rows, which usually have many channels, are cut in two at most.
    const Index most = rows < few_rows ? 2 : worth_having;
    const Index wanted = samples >= worth_having ? 1 : std::min(most, (worth_having + samples - 1) / samples);
    const Index steps = (rows + rows_at_once - 1) / rows_at_once;
    band_ = (steps + wanted - 1) / wanted * rows_at_once;
    bands_ = (rows + band_ - 1) / band_;
  }

  /// How many units.
  Index count() const { return (samples_ + images_ - 1) / images_ * bands_; }

  /// The unit of this number.
  Unit operator[](Index i) const {
    const Index first = i / bands_ * images_, begin = i % bands_ * band_;
    return {first, std::min(images_, samples_ - first), begin, std::min(begin + band_, rows_)};
  }

  /// How many images a unit has at most.
  Index images() const { return images_; }

 private:
  Index samples_, rows_;
  Index images_ = 1, band_ = 1, bands_ = 1;
};

/// Rounded up so that the next array begins on a vector.
template <class T>
constexpr Index aligned(Index count) {
  return (count + lanes<T> - 1) / lanes<T> * lanes<T>;
}

/// How a batch is cut for a convolution, into images or into multiples of so many rows.
template <class Convolution>
Units units_of(const Convolution& convolution, Index samples, Index row_multiple = 1) {
  return Units(samples, convolution.images_at_once(), convolution.result_size().height,
               std::lcm(convolution.rows_at_once(), row_multiple));
}

// [region convolve]
/// Computes results for a batch that is cut into units.
/// @param convolution  the algorithm
/// @param units        how the batch is cut
/// @param packed       the weight as the algorithm reads it
/// @param bias         as the algorithm reads it, or null
/// @param load         load(n, part, to, worker) writes a part of source image n, with zeros around the image
/// @param place        place(unit, worker) is where the results of a unit go; with rows alone, where row 0 would be
/// @param done         done(i, unit, results, worker) is called for unit i when it is computed
template <class T, class Convolution, class Load, class Place, class Done>
void convolve(const Convolution& convolution, const Units& units, const T* packed, const T* bias, const Load& load,
              const Place& place, const Done& done) {
  const ImageSize& result = convolution.result_size();
  const Index channels = convolution.source_size().channels;
  const Index sources = aligned<T>(units.images() * convolution.source_part(0, result.height).pixels() * channels);
  // Where no tap sees a pixel, a gradient has no source at all.
  const Index space = std::max(lanes<T>, sources + aligned<T>(convolution.workspace_count()));
  Tensor workspace({thread_count(), space}, {Device::cpu, dtype_of<T>});
  T* const spaces = workspace.data<T>();
  parallel_for_workers(units.count(), 1, [&](Index i, Index, Index worker) {
    const Unit unit = units[i];
    T* const source = spaces + worker * space;
    const Extent part = convolution.source_part(unit.begin, unit.end);
    for (Index n = 0; n < unit.images; ++n) load(unit.first + n, part, source + n * part.pixels() * channels, worker);
    T* const results = place(unit, worker);
    convolution.run(source, unit.images, unit.begin, unit.end, packed, bias, results, source + sources);
    done(i, unit, results, worker);
  });
}
// [endregion convolve]

/// The weight of a layer in the order in which an algorithm reads it.
template <class T, class Convolution>
Tensor packed_weight(const Convolution& convolution, const Tensor& weight) {
  Tensor packed({convolution.packed_count()}, weight.options());
  convolution.pack(weight.data<T>(), packed.data<T>());
  return packed;
}

}  // namespace strata::fast_cpu
