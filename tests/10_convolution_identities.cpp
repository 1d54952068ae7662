// What the text derives: backward passes that are convolutions, im2col and its adjoint, equivariance, smeared energy.

#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/views.hpp"
#include "10_convolution/demo_fields.hpp"
#include "10_convolution/patches.hpp"
#include "tests/10_convolution_cases.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

namespace {

double largest_difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  return (row<double>(a) - row<double>(b)).cwiseAbs().maxCoeff();
}

Tensor zeros(const Shape& shape) { return Tensor::full(shape, 0, {Device::cpu, Dtype::f64}); }

// What a layer without bias with this weight [O,KH,KW,I] makes of x.
Tensor convolved(const Tensor& x, const Tensor& weight, Conv2dOptions options) {
  Rng rng(1);
  options.bias = false;
  Conv2d layer(weight.dim(0), {weight.dim(1), weight.dim(2)}, options);
  layer.to(Dtype::f64);
  layer.build(x.shape().without_front(), rng);
  layer.weight().value.copy_from(weight);
  layer.eval();
  return layer.forward(x);
}

// The weight with its taps in reverse and its channels exchanged.
Tensor turned_weight(const Tensor& weight) {
  const auto w = image<double>(weight);
  Tensor result = zeros({w.channels, w.height, w.width, w.samples});
  const auto to = image<double>(result);
  for (Index o = 0; o < w.samples; ++o) {
    for (Index a = 0; a < w.height; ++a) {
      for (Index c = 0; c < w.width; ++c) {
        for (Index i = 0; i < w.channels; ++i) to(i, w.height - 1 - a, w.width - 1 - c, o) = w(o, a, c, i);
      }
    }
  }
  return result;
}

// (10.14)  dy with zeros between its rows and columns, as many pixels as the padded input has positions at stride 1.
Tensor spread(const Tensor& dy, const Window& window) {
  const auto positions = [](const WindowAxis& axis) {
    return axis.input + axis.before + axis.after - axis.dilation * (axis.kernel - 1);
  };
  const auto from = image<double>(dy);
  Tensor result = zeros({{from.samples, positions(window.rows), positions(window.columns), from.channels}, "NHWC"});
  const auto to = image<double>(result);
  for (Index n = 0; n < from.samples; ++n) {
    for (Index p = 0; p < from.height; ++p) {
      for (Index q = 0; q < from.width; ++q) {
        for (Index o = 0; o < from.channels; ++o) {
          to(n, p * window.rows.stride, q * window.columns.stride, o) = from(n, p, q, o);
        }
      }
    }
  }
  return result;
}

// The same numbers with samples and channels exchanged: [C,H,W,N].
Tensor samples_as_channels(const Tensor& x) {
  const auto from = image<double>(x);
  Tensor result = zeros({{from.channels, from.height, from.width, from.samples}, "NHWC"});
  const auto to = image<double>(result);
  for (Index n = 0; n < from.samples; ++n) {
    for (Index u = 0; u < from.height; ++u) {
      for (Index v = 0; v < from.width; ++v) {
        for (Index i = 0; i < from.channels; ++i) to(i, u, v, n) = from(n, u, v, i);
      }
    }
  }
  return result;
}

// A layer, a batch and a gradient of its output, and what the layer makes of them; in float64.
struct Step {
  Conv2d layer;
  Tensor x, dy, dx;

  Step(const ConvolutionCase& one, Rng& rng) : layer(built_layer(one, rng)) {
    layer.to(Dtype::f64);
    x = normal_tensor(one.batch, rng);
    layer.forward(x);
    dy = normal_tensor(layer.output_sample().with_front(x.dim(0)), rng);
    dx = layer.backward(dy);
  }
};

}  // namespace

TEST_CASE("The gradient of the input is a convolution of dy, spread out, with the kernel turned", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  int compared = 0;
  for (int trial = 0; trial < 120; ++trial) {
    Step step(random_convolution_case(rng), rng);
    const auto& [rows, columns] = step.layer.window();
    const auto zeros_of = [](const WindowAxis& axis) {  // d (k - 1) - z at each end
      const Index reach = axis.dilation * (axis.kernel - 1);
      return AxisPadding{reach - axis.before, reach - axis.after};
    };
    const AxisPadding height = zeros_of(rows), width = zeros_of(columns);
    if (std::min({height.before, height.after, width.before, width.after}) < 0)
      continue;  // it would be cut, not padded
    const Tensor dx = convolved(spread(step.dy, step.layer.window()), turned_weight(step.layer.weight().value),
                                {.padding = Padding(height, width), .dilation = {rows.dilation, columns.dilation}});
    INFO(step.x.shape().to_string() << ", " << step.layer.summary());
    CHECK(largest_difference(dx, step.dx) < 1e-11);
    ++compared;
  }
  CHECK(compared > 30);
}

TEST_CASE("The gradient of the weight is a convolution of x with dy, stride and dilation exchanged", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 60; ++trial) {
    Step step(random_convolution_case(rng), rng);
    const auto& [rows, columns] = step.layer.window();
    // Samples take the place of channels, since the sum runs over them: x as [I,H,W,N], dy as a weight [O,P,Q,N].
    const Tensor all =
        convolved(samples_as_channels(step.x), samples_as_channels(step.dy),
                  {.stride = {rows.dilation, columns.dilation},
                   .padding = Padding(AxisPadding{rows.before, rows.after}, AxisPadding{columns.before, columns.after}),
                   .dilation = {rows.stride, columns.stride}});
    // Pixels that the stride leaves over give it positions beyond the last tap.
    const auto from = image<double>(all);
    Tensor dweight = zeros(step.layer.weight().value.shape());
    const auto to = image<double>(dweight);
    REQUIRE((from.height >= to.height && from.width >= to.width));
    for (Index o = 0; o < to.samples; ++o) {
      for (Index a = 0; a < to.height; ++a) {
        for (Index c = 0; c < to.width; ++c) {
          for (Index i = 0; i < to.channels; ++i) to(o, a, c, i) = from(i, a, c, o);
        }
      }
    }
    INFO(step.x.shape().to_string() << ", " << step.layer.summary());
    CHECK(largest_difference(dweight, step.layer.weight().grad()) < 1e-10);
  }
}

TEST_CASE("Adding up patches is the adjoint of copying them", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 100; ++trial) {
    const ConvolutionCase one = random_convolution_case(rng);
    const Window window = built_layer(one, rng).window();
    const Tensor x = normal_tensor(one.batch, rng);
    const auto pixels = image<double>(x);
    const Index positions = pixels.samples * window.positions();
    const Tensor given = normal_tensor({positions, window.taps() * pixels.channels}, rng);
    Tensor patches(given.shape(), given.options()), sums = zeros(one.batch);
    gather_patches<double>(window, pixels, 0, positions, patches.data<double>());
    scatter_patches<double>(window, given.data<double>(), 0, positions, image<double>(sums));
    // (10.22)
    const double left = row<double>(std::as_const(given)).dot(row<double>(std::as_const(patches))),
                 right = row<double>(std::as_const(sums)).dot(row<double>(x));
    INFO(one.batch.to_string());
    CHECK(left == Approx(right).margin(1e-9));
  }
}

TEST_CASE("An image that moves by the stride moves its features by one, away from the borders", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const PreferKernels prefer(GENERATE(loops_kernels, im2col_kernels));
  const Tensor wide = normal_tensor({{1, 17, 11, 2}, "NHWC"}, rng), weight = normal_tensor({3, 3, 3, 2}, rng);
  const Conv2dOptions options{.stride = 2, .padding = 1};
  Tensor moved = zeros(wide.shape());
  const auto from = image<double>(wide);
  const auto to = image<double>(moved);
  for (Index u = 2; u < from.height; ++u) {
    for (Index v = 0; v < from.width; ++v) {
      for (Index i = 0; i < from.channels; ++i) to(0, u, v, i) = from(0, u - 2, v, i);
    }
  }
  const Tensor before = convolved(wide, weight, options), after = convolved(moved, weight, options);
  const auto y = image<double>(before), shifted = image<double>(after);
  for (Index p = 2; p + 1 < y.height; ++p) {  // the first and the last row see the border
    for (Index q = 0; q < y.width; ++q) {
      for (Index o = 0; o < y.channels; ++o) CHECK(shifted(0, p, q, o) == Approx(y(0, p - 1, q, o)));
    }
  }
}

TEST_CASE("A measured field ends where the geometry says, and its spot is as wide as a random walk", "[layering]") {
  for (const Index layers : {3, 6}) {
    const MeasuredField field = measure_field(layers, 20, fresh_seed());
    CHECK(field.size == 2 * layers + 1);
    CHECK(field.seen == field.size);
    // (10.33); for a hundred seeds the ratio was 0.94 to 1.06.
    CHECK(field.deviation == Approx(std::sqrt(static_cast<double>(layers) * 2 / 3)).epsilon(0.15));
  }
}
