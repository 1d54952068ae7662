// Convolution as matrix products: patches of the images become the rows of a matrix.

#include <algorithm>

#include "01_tensors/views.hpp"
#include "10_convolution/conv2d_cpu.hpp"
#include "10_convolution/patches.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// [region tiles]
// How positions are cut. A chunk belongs to one thread, which goes through it tile by tile: it gathers the patches of a
// tile into the workspace of the chunk and multiplies. So memory does not grow with the batch. All of it depends on the
// shapes alone and not on the threads, and so do the bits of the result on one machine. (Eigen cuts its products by the
// size of the caches that it finds, so another machine may round in another order.)
struct Tiles {
  Index chunk;   // positions of a chunk
  Index tile;    // positions of a tile
  Index chunks;  // at most `most`

  // `patch` numbers are gathered for each position. `unit` positions one after the other stay in one chunk: those of an
  // image, where that matters.
  Tiles(Index positions, Index unit, Index patch, Index most) {
    constexpr Index worth_starting = 96;  // positions, for a chunk
    const Index units = positions / unit;
    const Index wanted = std::clamp<Index>(positions / worth_starting, 1, std::min(most, units));
    chunk = (units + wanted - 1) / wanted * unit;
    chunks = chunk_count(positions, chunk);
    const Index in_cache = positions_in_cache(patch);
    const Index per_chunk = (chunk + in_cache - 1) / in_cache;
    tile = (chunk + per_chunk - 1) / per_chunk;
  }

  // Calls action(begin, end) for the tiles of [begin, end).
  template <class Action>
  void for_each(Index begin, Index end, Action action) const {
    for (Index first = begin; first < end; first += tile) action(first, std::min(first + tile, end));
  }
};
// [endregion tiles]

// More chunks than cores, so that all are busy to the end, and few enough for the workspace of each. Where a chunk has
// a gradient of the weight of its own as well, fewer.
constexpr Index most_chunks = 16, most_weight_gradients = 8;

// Rows of a matrix: [positions, columns] from a position on.
template <class T>
Matrix<T> rows_of(T* first, Index rows, Index columns) {
  return Matrix<T>(first, rows, columns);
}
template <class T>
ConstMatrix<T> rows_of(const T* first, Index rows, Index columns) {
  return ConstMatrix<T>(first, rows, columns);
}

// The patches of a tile as rows: in the workspace or, where the window is a single pixel, the image itself.
template <class T>
ConstMatrix<T> patches_of(const Window& window, const Image<const T>& x, Index first, Index last, T* space) {
  const Index patch = window.taps() * x.channels;
  if (window.is_single_pixels()) return ConstMatrix<T>(x.data + first * patch, last - first, patch);
  gather_patches<T>(window, x, first, last, space);
  return ConstMatrix<T>(space, last - first, patch);
}

// [region forward]
// (10.20)  y = X Wᵀ + 1 bᵀ
template <class T>
void im2col_forward(const Window& window, const Tensor& input, const Tensor& weight, const Tensor* bias,
                    Tensor& output) {
  const auto x = image<T>(input);
  const auto w = matrix<T>(weight);
  const Index outputs = w.rows(), patch = w.cols(), positions = x.samples * window.positions();
  const Tiles tiles(positions, 1, patch, most_chunks);
  Tensor workspace({tiles.chunks, tiles.tile, patch}, input.options());
  T* const y = output.data<T>();
  T* const spaces = workspace.data<T>();
  parallel_for(positions, tiles.chunk, [&](Index begin, Index end) {
    T* const space = spaces + begin / tiles.chunk * tiles.tile * patch;
    tiles.for_each(begin, end, [&](Index first, Index last) {
      auto rows = rows_of(y + first * outputs, last - first, outputs);
      rows.noalias() = patches_of(window, x, first, last, space) * w.transpose();
      if (bias != nullptr) rows.rowwise() += row<T>(*bias);
    });
  });
}
// [endregion forward]

// [region backward_input]
// (10.21)  dX = dy W, then (10.23): its rows are added to the pixels. An image belongs to one chunk, so no two add to
// one pixel.
template <class T>
void im2col_backward_input(const Window& window, const Tensor& output_gradient, const Tensor& weight,
                           Tensor& input_gradient) {
  const auto dx = image<T>(input_gradient);
  const auto w = matrix<T>(weight);
  const Index outputs = w.rows(), patch = w.cols(), positions = dx.samples * window.positions();
  const Tiles tiles(positions, window.positions(), patch, most_chunks);
  Tensor workspace({tiles.chunks, tiles.tile, patch}, input_gradient.options());
  const T* const dy = output_gradient.data<T>();
  T* const spaces = workspace.data<T>();
  parallel_for(positions, tiles.chunk, [&](Index begin, Index end) {
    T* const space = spaces + begin / tiles.chunk * tiles.tile * patch;
    const Index first_image = begin / window.positions(), last_image = end / window.positions();
    std::fill(&dx(first_image, 0, 0, 0), &dx(last_image, 0, 0, 0), T(0));
    tiles.for_each(begin, end, [&](Index first, Index last) {
      rows_of(space, last - first, patch).noalias() = rows_of(dy + first * outputs, last - first, outputs) * w;
      scatter_patches<T>(window, space, first, last, dx);
    });
  });
}
// [endregion backward_input]

// Adds partial results [chunks, entries] in the order of the chunks.
template <class T>
void add_partials(const T* partials, Index chunks, Write write, Tensor& gradient) {
  T* const entries = gradient.data<T>();
  const Index count = gradient.count();
  parallel_for(count, Index{1} << 14, [&](Index begin, Index end) {
    for (Index j = begin; j < end; ++j) {
      T sum = 0;
      for (Index chunk = 0; chunk < chunks; ++chunk) sum += partials[chunk * count + j];
      entries[j] = write == Write::assign ? sum : entries[j] + sum;
    }
  });
}

// [region backward_weight]
// (10.24)  dW = dyᵀ X, assigned or added (2.5). Each chunk has a dW of its own; they are added in order.
template <class T>
void im2col_backward_weight(const Window& window, const Tensor& input, const Tensor& output_gradient, Write write,
                            Tensor& weight_gradient) {
  const auto x = image<T>(input);
  const Index outputs = output_gradient.dim(3), patch = window.taps() * x.channels,
              positions = x.samples * window.positions();
  const Tiles tiles(positions, 1, patch, most_weight_gradients);
  Tensor workspace({tiles.chunks, tiles.tile, patch}, input.options());
  Tensor partials({tiles.chunks, outputs, patch}, input.options());
  const T* const dy = output_gradient.data<T>();
  T* const spaces = workspace.data<T>();
  T* const sums = partials.data<T>();
  parallel_for(positions, tiles.chunk, [&](Index begin, Index end) {
    T* const space = spaces + begin / tiles.chunk * tiles.tile * patch;
    auto dw = rows_of(sums + begin / tiles.chunk * outputs * patch, outputs, patch);
    dw.setZero();
    tiles.for_each(begin, end, [&](Index first, Index last) {
      dw.noalias() +=
          rows_of(dy + first * outputs, last - first, outputs).transpose() * patches_of(window, x, first, last, space);
    });
  });
  add_partials(sums, tiles.chunks, write, weight_gradient);
}
// [endregion backward_weight]

// [region backward_bias]
// (10.18)  db = dyᵀ 1, with dy as a matrix of positions, assigned or added (2.5)
template <class T>
void im2col_backward_bias(const Tensor& output_gradient, Write write, Tensor& bias_gradient) {
  const Index outputs = output_gradient.dim(3), positions = output_gradient.count() / outputs;
  const Tiles tiles(positions, 1, outputs, most_chunks);
  Tensor partials({tiles.chunks, outputs}, output_gradient.options());
  const T* const dy = output_gradient.data<T>();
  T* const sums = partials.data<T>();
  parallel_for(positions, tiles.chunk, [&](Index begin, Index end) {
    rows_of(sums + begin / tiles.chunk * outputs, 1, outputs) =
        rows_of(dy + begin * outputs, end - begin, outputs).colwise().sum();
  });
  add_partials(sums, tiles.chunks, write, bias_gradient);
}
// [endregion backward_bias]

template <class T>
constexpr Conv2dKernels im2col{&im2col_forward<T>, &im2col_backward_input<T>, &im2col_backward_weight<T>,
                               &im2col_backward_bias<T>};

}  // namespace

constexpr Conv2dKernels conv2d_im2col_f32 = im2col<float>, conv2d_im2col_f64 = im2col<double>;

}  // namespace strata
