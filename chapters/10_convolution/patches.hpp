#pragma once

#include <algorithm>

#include "01_tensors/views.hpp"
#include "10_convolution/window.hpp"

namespace strata {

/// Calls action(n, p, q, m) for the positions begin to end - 1 of a window over a batch, image by image and row by row:
/// m counts from 0, and the window stands at row p and column q of the output of image n.
template <class Action>
void for_each_position(const Window& window, Index begin, Index end, const Action& action) {
  const Index width = window.columns.output, height = window.rows.output;
  Index q = begin % width, p = begin / width % height, n = begin / width / height;
  for (Index m = 0; m < end - begin; ++m) {
    action(n, p, q, m);
    if (++q < width) continue;
    q = 0;
    if (++p < height) continue;
    p = 0;
    ++n;
  }
}

// [region stretches]
/// Calls action(u, v, offset, length) for what the window at (p, q) shows of an image: `length` numbers from pixel (u,
/// v) on stand in the patch from `offset` on. Without dilation, the taps of a row are neighbours in image and patch and
/// make one stretch.
template <class Action>
void for_each_stretch(const Window& window, Index channels, Index p, Index q, const Action& action) {
  const auto& [rows, columns] = window;
  const Index step = columns.dilation == 1 ? columns.kernel : 1;  // taps in a stretch, were there no border
  for (Index a = 0; a < rows.kernel; ++a) {
    const Index u = rows.pixel(p, a);
    if (!rows.inside(u)) continue;
    for (Index c = 0; c < columns.kernel; c += step) {
      const Index v = columns.pixel(q, c);
      const Index first = std::max<Index>(v, 0), last = std::min(v + step, columns.input);
      if (first >= last) continue;
      action(u, first, (a * columns.kernel + c + first - v) * channels, (last - first) * channels);
    }
  }
}
// [endregion stretches]

/// How many positions to gather at a time: the patches of so many take half a megabyte of float32 and stay in the
/// cache. Not fewer than 192, because with few rows Eigen copies the weight more often than it pays.
/// @param patch  the numbers of a patch
inline Index positions_in_cache(Index patch) { return std::max<Index>(192, (Index{1} << 17) / patch); }

// [region gather]
/// (10.19)  X[m,(a,c,i)] = x[n,u,v,i], 0 in the padding: copies what the window shows at the positions begin to end - 1
/// into the rows of a matrix. Tap (a, c) and channel i have the column that they have in the weight. Known as im2col.
template <class T>
void gather_patches(const Window& window, const Image<const T>& x, Index begin, Index end, T* patches) {
  const Index size = window.taps() * x.channels;
  for_each_position(window, begin, end, [&](Index n, Index p, Index q, Index m) {
    T* const patch = patches + m * size;
    if (window.leaves_image(p, q)) std::fill_n(patch, size, T(0));
    for_each_stretch(window, x.channels, p, q, [&](Index u, Index v, Index offset, Index length) {
      std::copy_n(&x(n, u, v, 0), length, patch + offset);
    });
  });
}
// [endregion gather]

// [region scatter]
/// (10.23)  dx[n,u,v,i] += dX[m,(a,c,i)]: adds the rows of a matrix to the pixels that they were copied from. Known as
/// col2im.
template <class T>
void scatter_patches(const Window& window, const T* patches, Index begin, Index end, const Image<T>& dx) {
  const Index size = window.taps() * dx.channels;
  for_each_position(window, begin, end, [&](Index n, Index p, Index q, Index m) {
    const T* const patch = patches + m * size;
    for_each_stretch(window, dx.channels, p, q, [&](Index u, Index v, Index offset, Index length) {
      T* const pixels = &dx(n, u, v, 0);
      for (Index j = 0; j < length; ++j) pixels[j] += patch[offset + j];
    });
  });
}
// [endregion scatter]

}  // namespace strata
