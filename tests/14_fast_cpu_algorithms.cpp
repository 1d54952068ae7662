// Each algorithm for convolutions by itself, also where another would be chosen.

#include <catch2/catch.hpp>
#include <cmath>
#include <variant>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "14_fast_cpu/source_loops.hpp"
#include "tests/14_fast_cpu_amplification.hpp"
#include "tests/14_fast_cpu_convolution_cases.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;
using namespace strata::fast_cpu;

namespace {

// The results of one algorithm in one pass; NaN is whatever it leaves out or reads without having written it.
template <class T>
Tensor result_of(const AnyConvolution<T>& algorithm, const Tensor& source, const Tensor& weight, const Tensor* bias,
                 const Shape& shape) {
  Tensor result = Tensor::full(shape, std::nan(""), source.options());
  T* const first = result.data<T>();
  const Index count = shape.without_front().count();
  convolve_source<T>(
      algorithm, StoredImages<T>(source), packed_layer(algorithm, weight, bias), units_of_any(algorithm, source.dim(0)),
      [=](const Unit& unit, Index) { return first + unit.first * count; }, [](Index, const Unit&, const T*, Index) {});
  return result;
}

template <class T>
Tensor weight_gradient_of(const AnyWeightGradient<T>& algorithm, const ConvolutionTensors& given, Write write) {
  Tensor result = Tensor::full(given.weight.shape(), write == Write::assign ? std::nan("") : 0.5, given.x.options());
  const StoredImages<T> images(given.x);
  const T* const all_dy = given.dy.data<T>();
  const Index positions = given.window.positions(), outputs = given.dy.dim(3);
  std::visit(
      [&](const auto& gradient) {
        sum_weight_gradient<T>(
            gradient, given.x.dim(0),
            [&](Index n, const Extent& part, T* to, Index) { load_padded<T>(images, n, part, to, nullptr); }, write,
            result,
            [&](Index first, Index count, T* space, Index) -> const T* {
              pad_channels(all_dy + first * positions * outputs, count * positions, outputs, gradient.padded_outputs(),
                           space);
              return space;
            },
            [](Index, Index, Index, const T*, Index) {});
      },
      algorithm);
  return result;
}

// What one case is compared with, in float64.
struct ExpectedPasses {
  Tensor y, dx, dw, dw_added;

  explicit ExpectedPasses(const ConvolutionTensors& given) {
    const Conv2dKernels& loops = Conv2dKernels::table.find(Device::cpu, Dtype::f64, loops_kernels);
    y = Tensor(given.dy.shape(), given.dy.options());
    dx = Tensor(given.x.shape(), given.x.options());
    dw = Tensor(given.weight.shape(), given.x.options());
    dw_added = Tensor::full(given.weight.shape(), 0.5, given.x.options());
    loops.forward(given.window, given.x, given.weight, &given.bias, y);
    loops.backward_input(given.window, given.dy, given.weight, dx);
    loops.backward_weight(given.window, given.x, given.dy, Write::assign, dw);
    loops.backward_weight(given.window, given.x, given.dy, Write::add, dw_added);
  }
};

// Forward and both backward passes of one algorithm.
template <class T, class Convolution, class Gradient>
void check_algorithm(const ConvolutionTensors& given, const ExpectedPasses& expected, double image, double weights) {
  const Index taps = given.window.taps(), inputs = given.x.dim(3), outputs = given.dy.dim(3);
  const Index positions = given.dy.dim(0) * given.window.positions();
  const ConvolutionTensors own = given.to(dtype_of<T>);
  const AnyConvolution<T> forward = Convolution(own.window, inputs, outputs, ConvolutionPass::forward),
                          backward = Convolution(own.window, inputs, outputs, ConvolutionPass::backward_input);
  const AnyWeightGradient<T> gradient = Gradient(own.window, inputs, outputs);
  CHECK(furthest(result_of<T>(forward, own.x, own.weight, &own.bias, own.dy.shape()), expected.y) <=
        sum_tolerance(taps * inputs, given.x, given.weight, dtype_of<T>, image));
  CHECK(furthest(result_of<T>(backward, own.dy, own.weight, nullptr, own.x.shape()), expected.dx) <=
        sum_tolerance(taps * outputs, given.dy, given.weight, dtype_of<T>, image));
  const double tolerance = sum_tolerance(positions, given.x, given.dy, dtype_of<T>, weights);
  CHECK(furthest(weight_gradient_of<T>(gradient, own, Write::assign), expected.dw) <= tolerance);
  CHECK(furthest(weight_gradient_of<T>(gradient, own, Write::add), expected.dw_added) <= tolerance);
}

template <class T>
int check_algorithms(const ConvolutionTensors& given, const ExpectedPasses& expected) {
  {
    INFO("direct sums");
    check_algorithm<T, DirectConvolution<T>, DirectWeightGradient<T>>(given, expected, 1, 1);
  }
  if (!WinogradConvolution<T, 2>::fits(given.window, given.x.dim(3), given.dy.dim(3))) return 0;
  {
    INFO("tiles of 2 x 2");
    check_algorithm<T, WinogradConvolution<T, 2>, WinogradWeightGradient<T, 2>>(
        given, expected, forward_amplification<2>(), weight_amplification<2>());
  }
  INFO("tiles of 4 x 4");
  check_algorithm<T, WinogradConvolution<T, 4>, WinogradWeightGradient<T, 4>>(
      given, expected, forward_amplification<4>(), weight_amplification<4>());
  return 1;
}

}  // namespace

TEST_CASE("Each algorithm for convolutions computes the sums of the equations", "[layering]") {
  CachingAllocator memory(cpu_memory(), FreshBlocks::nan);
  const AllocatorScope scope(Device::cpu, memory);
  Rng rng(fresh_seed(), Stream::test);
  const ThreadCount threads(2);
  int winograd_f32 = 0, winograd_f64 = 0;
  for (const ConvolutionCase& one : fast_convolution_cases(rng, 4)) {
    const ConvolutionTensors given(one, rng);
    const ExpectedPasses expected(given);
    INFO(given.text);
    winograd_f32 += check_algorithms<float>(given, expected);
    winograd_f64 += check_algorithms<double>(given, expected);
  }
  CHECK(winograd_f32 >= 7);
  CHECK(winograd_f64 >= 9);
}

TEST_CASE("Winograd's rounding errors stay below the bound of (14.16)", "[layering]") {
  CHECK(forward_amplification<2>() == Approx(5.0 / 3));
  CHECK(forward_amplification<4>() == Approx(31.5).epsilon(0.01));
  CHECK(weight_amplification<4>() == Approx(24.2).epsilon(0.02));
  // Measured: the deviation of many results from sums in float64, against that of direct sums.
  Rng rng(3);
  const ConvolutionCase one{"", {{4, 24, 24, 64}, "NHWC"}, 64, 3, {.padding = 1}};
  const ConvolutionTensors given(one, rng), own = given.to(Dtype::f32);
  Tensor expected(given.dy.shape(), given.dy.options());
  Conv2dKernels::table.find(Device::cpu, Dtype::f64, im2col_kernels)
      .forward(given.window, given.x, given.weight, nullptr, expected);
  const auto deviation = [&](const AnyConvolution<float>& algorithm) {
    const Tensor y = result_of<float>(algorithm, own.x, own.weight, nullptr, own.dy.shape()).to(Dtype::f64);
    const std::vector<double> got = elements<double>(y), wanted = elements<double>(expected);
    double squares = 0;
    for (std::size_t i = 0; i < got.size(); ++i) squares += (got[i] - wanted[i]) * (got[i] - wanted[i]);
    return std::sqrt(squares / static_cast<double>(got.size()));
  };
  constexpr ConvolutionPass pass = ConvolutionPass::forward;
  const double direct = deviation(DirectConvolution<float>(own.window, 64, 64, pass)),
               two = deviation(WinogradConvolution<float, 2>(own.window, 64, 64, pass)),
               four = deviation(WinogradConvolution<float, 4>(own.window, 64, 64, pass));
  CAPTURE(direct, two, four);
  CHECK(direct > 0);
  CHECK(two < 3 * direct);
  CHECK(four < 31.5 * direct);
  CHECK(four > 2 * direct);
}
