// The fast kernels of Linear beside the plain ones.

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "01_tensors/kernels.hpp"
#include "02_modules/gradient_check.hpp"
#include "03_linear/linear.hpp"
#include "14_fast_cpu/kernel_sets.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

struct ProductTensors {
  Tensor x, weight, bias, dy;
};

ProductTensors product_tensors(Index samples, Index inputs, Index outputs, Dtype dtype, Rng& rng) {
  return {normal_tensor({samples, inputs}, rng, dtype), normal_tensor({outputs, inputs}, rng, dtype),
          normal_tensor({outputs}, rng, dtype), normal_tensor({samples, outputs}, rng, dtype)};
}

// y, y without a bias, dx, dW assigned and added to, db assigned and added to.
std::vector<Tensor> all_results(const LinearKernels& kernels, const ProductTensors& given) {
  const Tensor nan_y = Tensor::full(given.dy.shape(), std::nan(""), given.dy.options());
  std::vector<Tensor> results{nan_y.clone(),
                              nan_y.clone(),
                              Tensor::full(given.x.shape(), std::nan(""), given.x.options()),
                              Tensor::full(given.weight.shape(), std::nan(""), given.x.options()),
                              given.weight.clone(),
                              Tensor::full(given.bias.shape(), std::nan(""), given.x.options()),
                              given.bias.clone()};
  kernels.forward(given.x, given.weight, &given.bias, results[0]);
  kernels.forward(given.x, given.weight, nullptr, results[1]);
  kernels.backward_input(given.dy, given.weight, results[2]);
  kernels.backward_weight(given.x, given.dy, Write::assign, results[3]);
  kernels.backward_weight(given.x, given.dy, Write::add, results[4]);
  kernels.backward_bias(given.dy, Write::assign, results[5]);
  kernels.backward_bias(given.dy, Write::add, results[6]);
  return results;
}

double greatest_difference(const Tensor& a, const Tensor& b) {
  const Tensor wide_a = a.to(Dtype::f64), wide_b = b.to(Dtype::f64);
  const auto p = wide_a.values<double>(), q = wide_b.values<double>();
  double greatest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double difference = std::abs(p[i] - q[i]);
    if (!(difference <= greatest)) greatest = difference;  // NaN as well
  }
  return greatest;
}

struct ProductCase {
  Index samples, inputs, outputs;
};

constexpr std::array product_cases{
    ProductCase{1, 1, 1},    ProductCase{1, 5, 3},     ProductCase{1, 300, 70},  ProductCase{2, 17, 10},
    ProductCase{7, 64, 33},  ProductCase{8, 130, 129}, ProductCase{9, 3, 1},     ProductCase{9, 64, 10},
    ProductCase{16, 16, 16}, ProductCase{31, 33, 15},  ProductCase{33, 200, 17}, ProductCase{64, 77, 113},
    ProductCase{65, 31, 64}, ProductCase{70, 260, 45}, ProductCase{300, 40, 29}, ProductCase{257, 129, 3}};

}  // namespace

TEST_CASE("The fast kernels of Linear compute what the plain ones do", "[layering]") {
  Rng rng(5);
  const Dtype dtype = GENERATE(Dtype::f32, Dtype::f64);
  const LinearKernels& fast = dtype == Dtype::f32 ? fast_cpu::linear_f32 : fast_cpu::linear_f64;
  const LinearKernels& plain = LinearKernels::table.find(Device::cpu, dtype, plain_kernels);
  const ThreadCount threads(2);
  for (const ProductCase& sizes : product_cases) {
    const ProductTensors given = product_tensors(sizes.samples, sizes.inputs, sizes.outputs, dtype, rng);
    const std::vector<Tensor> expected = all_results(plain, given), got = all_results(fast, given);
    // Sums of so many products of standard normal numbers, added in another order.
    const double terms = static_cast<double>(std::max({sizes.samples, sizes.inputs, sizes.outputs}));
    const double tolerance = (dtype == Dtype::f32 ? 2e-6 : 4e-15) * std::sqrt(terms) * 3;
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(sizes.samples, sizes.inputs, sizes.outputs, i);
      CHECK(greatest_difference(got[i], expected[i]) <= tolerance);
    }
  }
}

TEST_CASE("The fast kernels of Linear give the same bits on any number of threads", "[layering]") {
  Rng rng(6);
  for (const ProductCase& sizes : {ProductCase{1, 3000, 200}, ProductCase{64, 784, 250}, ProductCase{300, 300, 100}}) {
    const ProductTensors given = product_tensors(sizes.samples, sizes.inputs, sizes.outputs, Dtype::f32, rng);
    std::vector<Tensor> expected;
    for (const Index threads : {1, 2, 3}) {
      const ThreadCount scope(threads);
      const std::vector<Tensor> got = all_results(fast_cpu::linear_f32, given);
      if (expected.empty()) expected = got;
      for (std::size_t i = 0; i < got.size(); ++i) {
        CAPTURE(sizes.samples, threads, i);
        CHECK(elements<float>(got[i]) == elements<float>(expected[i]));
      }
    }
  }
}

TEST_CASE("The gradient check accepts Linear on the fast kernels", "[layering]") {
  Rng rng(7);
  const KernelScope<LinearKernels> scope({Device::cpu, Dtype::f64, "fast", &fast_cpu::linear_f64});
  for (const Index samples : {3, 12}) {
    Linear layer(5);
    layer.build({{6}, "I"}, rng);
    const GradientReport report = check_gradients(layer, normal_tensor({samples, 6}, rng));
    CAPTURE(samples);
    CHECK(report.passed());
  }
}
