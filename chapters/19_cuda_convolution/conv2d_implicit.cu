// Convolution as matrix products whose factors are made up tile by tile (implicit GEMM). This set is installed.

#include "10_convolution/conv2d.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "19_cuda_convolution/bias_gradient.hpp"
#include "19_cuda_convolution/computed_matrices.hpp"
#include "19_cuda_convolution/convolution_sets.hpp"
#include "19_cuda_convolution/tile_product.hpp"

namespace strata {
namespace {

using namespace cuda_convolution;

constexpr auto where = "Conv2d on CUDA";

/// Tiles for a product with few columns, and for one with few rows: long where there is much.
template <int columns>
using Tall = Tile<4096 / columns, columns>;
template <int rows>
using Wide = Tile<rows, 4096 / rows>;

/// As many blocks as it takes.
template <class Shape>
Launch tiles_for(const ProductSize& size) {
  return {.grid = dim3(static_cast<unsigned>(blocks_for(size.rows, Shape::rows)),
                       static_cast<unsigned>(blocks_for(size.columns, Shape::columns)),
                       static_cast<unsigned>(blocks_for(size.depth, size.part))),
          .block = Shape::threads};
}

/// Calls action with the number of lines that the short side of a tile shall have.
template <class Action>
void with_short_side(Index lines, const Action& action) {
  if (lines <= 16) return action.template operator()<16>();
  if (lines <= 32) return action.template operator()<32>();
  action.template operator()<64>();
}

// [region forward]
template <class T>
struct Outputs {
  const T* bias;
  Index channels;
  T* y;

  __device__ void operator()(Index, Index m, Index o, const T (&sums)[4]) const {
    T row[4];
    for (int j = 0; j < 4; ++j) row[j] = sums[j] + (bias != nullptr && o + j < channels ? bias[o + j] : T(0));
    store_row(y + m * channels + o, channels - o, row);
  }
};

// (10.20)  y = X Wᵀ + 1 bᵀ
template <class T, int columns>
__global__ void __launch_bounds__(256)
    implicit_forward(Patches<T> x, Transposed<T> weight, Outputs<T> y, ProductSize size) {
  multiply_tiles<T, Tall<columns>>(x, weight, y, size);
}

template <class T>
void forward(const Window& window, const Tensor& input, const Tensor& weight, const Tensor* bias, Tensor& output) {
  const auto x = image_of<T>(input);
  const Index outputs = weight.dim(0), patch = window.taps() * x.channels, positions = x.samples * window.positions();
  expect_countable(positions, where);
  const ProductSize size{positions, outputs, patch, patch};
  with_short_side(outputs, [&]<int columns>() {
    launch<implicit_forward<T, columns>>(
        tiles_for<Tall<columns>>(size), Patches<T>(x, window), Transposed<T>(weight.data<T>(), patch),
        Outputs<T>{bias == nullptr ? nullptr : bias->data<T>(), outputs, output.data<T>()}, size);
  });
}
// [endregion forward]

// [region backward_input]
// The pixels that one convolution with stride 1 makes.
template <class T>
struct Pixels {
  Image<T> dx;
  BackwardAxis rows, columns;
  Divisor by_width, by_height;

  __device__ void operator()(Index, Index m, Index i, const T (&sums)[4]) const {
    const Index line = by_width.quotient(m), n = by_height.quotient(line);
    const Index u = rows.pixel(by_height.remainder(line, n)), v = columns.pixel(by_width.remainder(m, line));
    store_row(&dx(n, u, v, i), dx.channels - i, sums);
  }
};

// (19.13)  dx = Y W', a row for each pixel: Y are patches of dy, W' are the taps that see these pixels
template <class T, int columns>
__global__ void __launch_bounds__(256)
    implicit_backward_input(Patches<T> dy, Taps<T> weight, Pixels<T> dx, ProductSize size) {
  multiply_tiles<T, Tall<columns>>(dy, weight, dx, size);
}

template <class T>
void backward_input(const Window& window, const Tensor& output_gradient, const Tensor& weight,
                    Tensor& input_gradient) {
  const auto dy = image_of<T>(output_gradient), w = image_of<T>(weight);
  const auto dx = image_of<T>(input_gradient);
  for (Index top = 0; top < std::min(window.rows.stride, dx.height); ++top) {
    const BackwardAxis rows = backward_axis(window.rows, top);
    for (Index left = 0; left < std::min(window.columns.stride, dx.width); ++left) {
      const BackwardAxis columns = backward_axis(window.columns, left);
      const Window reversed{rows.window, columns.window};
      const Index pixels = dx.samples * reversed.positions(), depth = reversed.taps() * dy.channels;
      expect_countable(pixels, where);
      const ProductSize size{pixels, dx.channels, depth, std::max<Index>(1, depth)};
      with_short_side(dx.channels, [&]<int width>() {
        Launch blocks = tiles_for<Tall<width>>(size);
        blocks.grid.z = 1;  // where no tap sees the pixels, too: their gradient is 0
        launch<implicit_backward_input<T, width>>(
            blocks, Patches<T>(dy, reversed), Taps<T>(w, rows, columns),
            Pixels<T>{dx, rows, columns, Divisor(columns.window.output), Divisor(rows.window.output)}, size);
      });
    }
  }
}
// [endregion backward_input]

// [region backward_weight]
template <class T>
struct WeightParts {
  Index outputs, patch;
  T* parts;

  __device__ void operator()(Index part, Index o, Index k, const T (&sums)[4]) const {
    store_row(parts + (part * outputs + o) * patch + k, patch - k, sums);
  }
};

// (19.14)  D_r = dyᵀ X over the positions of part r
template <class T, int rows>
__global__ void __launch_bounds__(256)
    implicit_backward_weight(Transposed<T> dy, Patches<T> x, WeightParts<T> parts, ProductSize size) {
  multiply_tiles<T, Wide<rows>>(dy, x, parts, size);
}

template <class T>
void backward_weight(const Window& window, const Tensor& input, const Tensor& output_gradient, Write write,
                     Tensor& weight_gradient) {
  const auto x = image_of<T>(input);
  const Index outputs = output_gradient.dim(3), patch = window.taps() * x.channels,
              positions = x.samples * window.positions();
  expect_countable(positions, where);
  with_short_side(outputs, [&]<int rows>() {
    using Shape = Wide<rows>;
    const Parts parts = parts_of(positions, blocks_for(outputs, Shape::rows) * blocks_for(patch, Shape::columns));
    const ProductSize size{outputs, patch, positions, parts.part};
    Tensor partial({parts.count, outputs, patch}, input.options());
    launch<implicit_backward_weight<T, rows>>(
        tiles_for<Shape>(size), Transposed<T>(output_gradient.data<T>(), outputs), Patches<T>(x, window),
        WeightParts<T>{outputs, patch, partial.data<T>()}, size);
    start_add_parts<T>(partial, write, weight_gradient);
  });
}
// [endregion backward_weight]

template <class T>
constexpr Conv2dKernels implicit{&forward<T>, &backward_input<T>, &backward_weight<T>, &backward_bias<T>};

}  // namespace

void install_implicit_convolution() {
  Conv2dKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &implicit<float>});
  Conv2dKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &implicit<double>});
}

}  // namespace strata
