// Output sizes, padding and receptive fields, against counting; wrong use; first values.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/views.hpp"
#include "02_modules/sequential.hpp"
#include "10_convolution/convolution_block.hpp"
#include "10_convolution/receptive_field.hpp"
#include "tests/10_convolution_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

namespace {

// Counts the positions of a window by sliding it until it hangs over the end.
Index counted_positions(const WindowAxis& axis) {
  Index positions = 0;
  for (Index first = -axis.before; first + axis.dilation * (axis.kernel - 1) < axis.input + axis.after;
       first += axis.stride) {
    ++positions;
  }
  return positions;
}

Shape output_of(const Shape& sample, PerAxis kernel, const Conv2dOptions& options) {
  Rng rng(1);
  Conv2d layer(3, kernel, options);
  return layer.build(sample, rng);
}

std::string build_error(const Shape& sample, PerAxis kernel, const Conv2dOptions& options = {}) {
  return error_message([&] { output_of(sample, kernel, options); });
}

Sequential stack_of_convolutions() {
  Sequential network("stack");
  add_convolution(network, "conv1", {.channels = 2, .kernel = {3, 5}, .stride = {2, 1}, .padding = Padding::same()});
  add_convolution(network, "conv2", {.channels = 3, .kernel = 3, .padding = Padding({1, 0}, {2, 1}), .dilation = 2});
  add_convolution(network, "conv3", {.channels = 1, .kernel = 2, .stride = 2});
  return network;
}

// The first and last row and the first and last column with an entry that is not zero.
std::array<Index, 4> extent(const Tensor& gradient) {
  const auto dx = image<double>(gradient);
  std::array<Index, 4> found{dx.height, -1, dx.width, -1};
  for (Index u = 0; u < dx.height; ++u) {
    for (Index v = 0; v < dx.width; ++v) {
      for (Index i = 0; i < dx.channels; ++i) {
        if (dx(0, u, v, i) == 0) continue;
        found = {std::min(found[0], u), std::max(found[1], u), std::min(found[2], v), std::max(found[3], v)};
      }
    }
  }
  return found;
}

// The first and the last pixel along one axis that reach an output: from output to input, tap by tap.
std::pair<Index, Index> seen_pixels(const std::vector<Window>& windows, WindowAxis Window::*axis, Index output) {
  std::set<Index> seen{output};
  for (std::size_t layer = windows.size(); layer > 0; --layer) {
    const WindowAxis& steps = windows[layer - 1].*axis;
    std::set<Index> before;
    for (const Index p : seen) {
      for (Index a = 0; a < steps.kernel; ++a) {
        if (steps.inside(steps.pixel(p, a))) before.insert(steps.pixel(p, a));
      }
    }
    seen = std::move(before);
  }
  return {*seen.begin(), *seen.rbegin()};
}

}  // namespace

TEST_CASE("The size of the output is the number of positions of the window", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 300; ++trial) {
    Conv2d layer = built_layer(random_convolution_case(rng), rng);
    INFO(layer.input_sample().to_string() << ", " << layer.summary());
    const auto& [rows, columns] = layer.window();
    CHECK(rows.output == counted_positions(rows));
    CHECK(columns.output == counted_positions(columns));
    CHECK(layer.output_sample() == Shape({rows.output, columns.output, layer.output_sample()[2]}));
  }
}

TEST_CASE("Same padding keeps ceil(size / stride) pixels, and the odd zero goes to the end", "[layering]") {
  for (Index size = 1; size <= 12; ++size) {
    for (Index kernel = 1; kernel <= 7; ++kernel) {
      for (Index stride = 1; stride <= 4; ++stride) {
        for (Index dilation = 1; dilation <= 3; ++dilation) {
          const Window window = make_window({kernel, stride, dilation, Padding::same()}, size, "test");
          CAPTURE(size, kernel, stride, dilation);
          CHECK(window.rows.output == (size + stride - 1) / stride);
          CHECK(window.columns == window.rows);
          const Index odd = window.rows.after - window.rows.before;
          CHECK((odd == 0 || odd == 1));
          if (stride == 1) CHECK(window.rows.before + window.rows.after == dilation * (kernel - 1));
        }
      }
    }
  }
}

TEST_CASE("Valid, full and explicit padding have the sizes of the formulas", "[layering]") {
  CHECK(output_of({28, 20, 1}, 5, {}) == Shape({24, 16, 3}));
  CHECK(output_of({28, 20, 1}, 5, {.padding = Padding::full()}) == Shape({32, 24, 3}));
  CHECK(output_of({28, 20, 1}, 5, {.padding = 2}) == Shape({28, 20, 3}));
  CHECK(output_of({32, 32, 3}, 3, {.stride = 2, .padding = 1}) == Shape({16, 16, 3}));
  CHECK(output_of({31, 32, 3}, {3, 1}, {.stride = {2, 1}, .padding = PerAxis(1, 0)}) == Shape({16, 32, 3}));
  CHECK(output_of({8, 8, 1}, {2, 3}, {.padding = Padding({0, 1}, {2, 0})}) == Shape({8, 8, 3}));
}

TEST_CASE("Each pixel knows which output sees it through which tap", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 50; ++trial) {
    const WindowAxis axis = built_layer(random_convolution_case(rng), rng).window().rows;
    for (Index u = 0; u < axis.input; ++u) {
      for (Index a = 0; a < axis.kernel; ++a) {
        Index expected = -1;
        for (Index p = 0; p < axis.output; ++p) {
          if (axis.pixel(p, a) == u) expected = p;
        }
        CHECK(axis.seen_by(u, a) == expected);
      }
    }
  }
}

TEST_CASE("The receptive field of a stack is where its gradient is not zero", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Shape sample({31, 29, 2}, "HWC");
  Sequential network = stack_of_convolutions();
  network.to(Dtype::f64);
  network.build(sample, rng);
  std::vector<Window> windows;
  for (Index i = 0; i < network.size(); ++i) windows.push_back(dynamic_cast<Conv2d&>(network[i]).window());
  const ReceptiveField rows = receptive_field_of_rows(windows), columns = receptive_field_of_columns(windows);
  CHECK(rows.size == 3 + 2 * 4 + 2 * 1);  // by hand, layer after layer
  CHECK(columns.size == 5 + 4 + 1);
  CHECK(rows.stride == 4);
  CHECK(columns.stride == 2);
  CHECK(rows.start == 1 + 2 * 1);
  CHECK(columns.start == 2 + 2);

  const Shape& output = network.output_sample();
  for (Index p = 0; p < output[0]; ++p) {
    for (Index q = 0; q < output[1]; ++q) {
      network.forward(normal_tensor(sample.with_front(1), rng));
      Tensor dy = Tensor::full(output.with_front(1), 0, {Device::cpu, Dtype::f64});
      image<double>(dy)(0, p, q, 0) = 1;
      const auto [first_row, last_row, first_column, last_column] = extent(network.backward(dy));
      CAPTURE(p, q);
      const auto [highest, lowest] = seen_pixels(windows, &Window::rows, p);
      const auto [leftmost, rightmost] = seen_pixels(windows, &Window::columns, q);
      CHECK(first_row == highest);
      CHECK(last_row == lowest);
      CHECK(first_column == leftmost);
      CHECK(last_column == rightmost);
      // What lies outside the image cannot be measured.
      const Index top = rows.first(p), bottom = top + rows.size - 1;
      const Index left = columns.first(q), right = left + columns.size - 1;
      if (top >= 0) CHECK(first_row == top);
      if (bottom < sample[0]) CHECK(last_row == bottom);
      if (left >= 0) CHECK(first_column == left);
      if (right < sample[1]) CHECK(last_column == right);
    }
  }
}

TEST_CASE("Conv2d says what is wrong with its options and its input", "[layering]") {
  const Shape sample({5, 4, 3}, "HWC");
  check_contains(build_error(sample, 6), {"Conv2d", "a kernel of 6x6 on an image of 5x4", "Padding::same()"});
  check_contains(build_error(sample, {5, 5}), {"5x5 on an image of 5x4"});
  constexpr Index huge = std::numeric_limits<Index>::max();  // sums with it overflow
  check_contains(build_error(sample, 3, {.dilation = huge}), {"a dilation of", "1073741824 or less"});
  check_contains(error_message([] { static_cast<void>(Padding(huge)); }), {"padding", "1073741824 or less"});
  check_contains(build_error(sample, 3, {.dilation = 3}), {"3x3, dilated to 7x7, on an image of 5x4"});
  check_contains(build_error(sample, 9, {.padding = 1}),
                 {"9x9 on an image of 5x4, padded to 7x6", "a kernel that fits"});
  check_contains(build_error({{784}, "F"}, 3), {"Conv2d, input", "[F=784]", "[H=any,W=any,C=any]", "Flatten"});
  check_contains(build_error({{2, 5, 4, 3}, "NHWC"}, 3), {"[N=2,H=5,W=4,C=3]", "[H=any,W=any,C=any]"});
  check_contains(build_error(sample, 3, {.in_channels = 8}), {"3 channels", "8 channels", "in_channels"});
  check_contains(error_message([] { Conv2d(4, 3, {.stride = 0}); }), {"a stride of 0", "1 or more"});
  check_contains(error_message([] { Conv2d(4, 3, {.stride = {2, 0}}); }), {"a stride of 0", "1 or more"});
  check_contains(error_message([] { Conv2d(4, 3, {.dilation = -1}); }), {"a dilation of -1", "1 or more"});
  check_contains(error_message([] { Conv2d(4, {3, 0}); }), {"a kernel of size 0", "1 or more"});
  check_contains(error_message([] { Conv2d(0, 3); }), {"0 output channels", "1 or more"});
  check_contains(error_message([] { Conv2d(4, 3, {.in_channels = 0}); }), {"0 input channels", "1 or more"});
  check_contains(error_message([] { Padding(-1); }), {"-1 zeros", "0 or more"});

  Rng rng(1);
  Conv2d layer(4, 3);
  check_contains(error_message([&] { layer.window(); }), {"Conv2d", "build(sample shape, rng) first"});
  layer.build(sample, rng);
  check_contains(error_message([&] {
                   layer.forward(normal_tensor({2, 5, 4, 1}, rng, Dtype::f32));
                 }),
                 {"Conv2d, input", "[2,5,4,1]", "[N=any,H=5,W=4,C=3]"});
  check_contains(error_message([&] { layer.forward(normal_tensor({2, 5, 3}, rng, Dtype::f32)); }), {"[2,5,3]"});
  layer.forward(normal_tensor({2, 5, 4, 3}, rng, Dtype::f32));
  check_contains(error_message([&] {
                   layer.backward(normal_tensor({2, 5, 4, 4}, rng, Dtype::f32));
                 }),
                 {"gradient of the output", "[2,5,4,4]", "[N=2,H=3,W=2,C=4]"});
  Conv2d without(4, 3, {.bias = false});
  check_contains(error_message([&] { without.bias(); }), {"bias = true"});
}

TEST_CASE("First values of a convolution are PyTorch's: uniform in plus or minus one over the root of the fan in",
          "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Conv2d layer(64, {3, 5});
  layer.build({{8, 8, 16}, "HWC"}, rng);
  const float bound = 1 / std::sqrt(3.0F * 5 * 16);
  const auto weight = row<float>(layer.weight().value), bias = row<float>(layer.bias().value);
  CHECK(weight.cwiseAbs().maxCoeff() <= bound);
  CHECK(weight.cwiseAbs().maxCoeff() > 0.99F * bound);
  CHECK(std::abs(weight.mean()) < 0.02F * bound);  // of 15,360 numbers, 4.3 standard deviations of the mean
  CHECK(bias.cwiseAbs().maxCoeff() <= bound);
  // (3.13) with fan in 240 and fan out 64·15.
  Conv2d xavier(64, {3, 5}, {.weight = Initialisation::xavier_normal()});
  xavier.build({{8, 8, 16}, "HWC"}, rng);
  const auto values = row<float>(xavier.weight().value);
  CHECK(std::sqrt(values.squaredNorm() / 15360) == Approx(std::sqrt(2.0 / (240 + 960))).epsilon(0.03));
}
