#pragma once

// Matrices that nobody stores: each says which number of a tensor stands in a row and column. For files that hold
// kernels (.cu). What a row and a column cost is paid once, in row() and column(), and not for each element.

#include <algorithm>

#include "10_convolution/window.hpp"
#include "19_cuda_convolution/backward_axis.hpp"
#include "19_cuda_convolution/places.hpp"

namespace strata::cuda_convolution {

// [region patches]
/// (19.6)  X[m,k] = x[n,u,v,i], or 0 in the padding, with m = (n P + p) Q + q and k = (a k_w + c) I + i.
template <class T>
class Patches {
 public:
  static constexpr bool row_major = true;  ///< neighbours in a row are neighbours in memory

  /// A position of the window: where its first tap lies.
  struct Row {
    Index image;  ///< number of the sample's first element
    Index top;    ///< pixel row of the first tap, negative in the padding
    Index left;   ///< its pixel column
  };

  /// A tap, relative to the first, and a channel.
  struct Column {
    Index down, right, channel;
  };

  /// What the window shows of the images x.
  Patches(const Image<const T>& x, const Window& window)
      : x_(x),
        window_(window),
        by_width_(window.columns.output),
        by_height_(window.rows.output),
        by_channels_(x.channels),
        by_taps_(std::max<Index>(1, window.columns.kernel)) {}

  /// Position m.
  constexpr Row row(Index m) const {
    const Index line = by_width_.quotient(m), n = by_height_.quotient(line);
    return {n * x_.height * x_.width * x_.channels, window_.rows.pixel(by_height_.remainder(line, n), 0),
            window_.columns.pixel(by_width_.remainder(m, line), 0)};
  }

  /// Tap and channel k.
  constexpr Column column(Index k) const {
    const Index tap = by_channels_.quotient(k), a = by_taps_.quotient(tap);
    return {window_.rows.dilation * a, window_.columns.dilation * by_taps_.remainder(tap, a),
            by_channels_.remainder(k, tap)};
  }

  /// The element.
  constexpr T operator()(const Row& row, const Column& column) const {
    const Index u = row.top + column.down, v = row.left + column.right;
    if (!window_.rows.inside(u) || !window_.columns.inside(v)) return T(0);
    return x_.data[row.image + (u * x_.width + v) * x_.channels + column.channel];
  }

 private:
  Image<const T> x_;
  Window window_;
  Divisor by_width_, by_height_, by_channels_, by_taps_;
};
// [endregion patches]

/// The transpose of a matrix [columns, rows] that is stored: Wᵀ, or dyᵀ.
template <class T>
class Transposed {
 public:
  static constexpr bool row_major = false;  ///< neighbours in a column are neighbours in memory

  using Row = Index;     ///< itself
  using Column = Index;  ///< number of its first element

  /// @param rows  how many the transpose has: the length of a row of what is stored
  Transposed(const T* data, Index rows) : data_(data), rows_(rows) {}

  /// Row r.
  constexpr Row row(Index r) const { return r; }

  /// Column c.
  constexpr Column column(Index c) const { return c * rows_; }

  /// The element.
  constexpr T operator()(Row row, Column column) const { return data_[column + row]; }

 private:
  const T* data_;
  Index rows_;
};

// [region taps]
/// (19.13)  W[o,a,c,i] as a matrix with the row (j,l,o) and the column i, where a = a0 + τ j and c = c0 + τ l.
template <class T>
class Taps {
 public:
  static constexpr bool row_major = true;  ///< neighbours in a row are neighbours in memory

  using Row = Index;     ///< number of its first element
  using Column = Index;  ///< input channel

  /// The weight [O,k_h,k_w,I] as images of the size of the kernel, and the taps that are wanted of it.
  Taps(const Image<const T>& weight, const BackwardAxis& rows, const BackwardAxis& columns)
      : weight_(weight),
        rows_(rows),
        columns_(columns),
        by_outputs_(weight.samples),
        by_taps_(std::max<Index>(1, columns.window.kernel)) {}

  /// Taps j and l, output channel o.
  constexpr Row row(Index r) const {
    const Index tap = by_outputs_.quotient(r), j = by_taps_.quotient(tap);
    const Index a = rows_.tap(j), c = columns_.tap(by_taps_.remainder(tap, j));
    return ((by_outputs_.remainder(r, tap) * weight_.height + a) * weight_.width + c) * weight_.channels;
  }

  /// Input channel i.
  constexpr Column column(Index i) const { return i; }

  /// The element.
  constexpr T operator()(Row row, Column column) const { return weight_.data[row + column]; }

 private:
  Image<const T> weight_;
  BackwardAxis rows_, columns_;
  Divisor by_outputs_, by_taps_;
};
// [endregion taps]

}  // namespace strata::cuda_convolution
