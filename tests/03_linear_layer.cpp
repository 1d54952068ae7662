// Linear: hand examples, naive loops, gradient checks, equal bits, bad shapes.

#include "03_linear/linear.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/allocator.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/sequential.hpp"
#include "common/parallel.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// Everything a step computes, as bytes to compare.
std::vector<Tensor> step(Linear& layer, const Tensor& x, const Tensor& dy) {
  layer.zero_grad();
  const Tensor y = layer.forward(x);
  const Tensor dx = layer.backward(dy);
  return {y.clone(), dx.clone(), layer.weight().grad().clone(), layer.bias().grad().clone()};
}

double largest_difference(const Tensor& a, const Tensor& b) {
  return (row<double>(a) - row<double>(b)).cwiseAbs().maxCoeff();
}

}  // namespace

TEST_CASE("Forward and backward agree with an example computed by hand", "[layering]") {
  Rng rng(1);
  Linear layer(2);
  layer.build({{3}, "I"}, rng);
  layer.weight().value.copy_from(Tensor::from<float>({2, 3}, {1, 2, 3, 4, 5, 6}));
  layer.bias().value.copy_from(Tensor::from<float>({2}, {10, 20}));
  const Tensor x = Tensor::from<float>({2, 3}, {1, 0, -1, 2, 1, 0});
  const Tensor y = layer.forward(x);
  CHECK(std::ranges::equal(y.values<float>(), std::vector<float>{8, 18, 14, 33}));
  const Tensor dx = layer.backward(Tensor::from<float>({2, 2}, {1, 2, 3, -1}));
  CHECK(std::ranges::equal(dx.values<float>(), std::vector<float>{9, 12, 15, -1, 1, 3}));
  CHECK(std::ranges::equal(layer.weight().grad().values<float>(), std::vector<float>{7, 3, -1, 0, -1, -2}));
  CHECK(std::ranges::equal(layer.bias().grad().values<float>(), std::vector<float>{4, 1}));
}

TEST_CASE("All four kernels agree with loops over the equations on odd shapes", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const auto& [samples, inputs, outputs] :
       {std::array<Index, 3>{1, 1, 1}, {1, 7, 3}, {3, 1, 5}, {31, 33, 1}, {65, 17, 9}, {257, 3, 31}}) {
    Linear layer(outputs);
    layer.to(Dtype::f64);
    layer.build({{inputs}, "I"}, rng);
    const Tensor x = normal_tensor({samples, inputs}, rng), dy = normal_tensor({samples, outputs}, rng);
    const std::vector<Tensor> computed = step(layer, x, dy);
    Tensor y = Tensor::full({samples, outputs}, 0, x.options()), dx = Tensor::full(x.shape(), 0, x.options());
    Tensor dw = Tensor::full({outputs, inputs}, 0, x.options()), db = Tensor::full({outputs}, 0, x.options());
    const auto w = matrix<double>(std::as_const(layer.weight().value));
    for (Index n = 0; n < samples; ++n) {
      for (Index o = 0; o < outputs; ++o) {
        matrix<double>(y)(n, o) = row<double>(layer.bias().value)[o];
        row<double>(db)[o] += matrix<double>(dy)(n, o);
        for (Index i = 0; i < inputs; ++i) {
          matrix<double>(y)(n, o) += matrix<double>(x)(n, i) * w(o, i);
          matrix<double>(dx)(n, i) += matrix<double>(dy)(n, o) * w(o, i);
          matrix<double>(dw)(o, i) += matrix<double>(dy)(n, o) * matrix<double>(x)(n, i);
        }
      }
    }
    // Sums of at most 257 products near 1, in another order: 257 rounding errors of 1e-16 each, with room.
    CHECK(largest_difference(computed[0], y) < 1e-12);
    CHECK(largest_difference(computed[1], dx) < 1e-12);
    CHECK(largest_difference(computed[2], dw) < 1e-12);
    CHECK(largest_difference(computed[3], db) < 1e-12);
  }
}

TEST_CASE("Linear's gradients are right to 1e-6 over random odd shapes, with and without bias", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 30; ++trial) {
    const Index samples = random_size(rng, 1, 13), inputs = random_size(rng, 1, 33), outputs = random_size(rng, 1, 17);
    Linear layer(outputs, {.bias = trial % 2 == 0});
    layer.build({{inputs}, "I"}, rng);
    const double scale = std::pow(10.0, rng.uniform(-3, 3));
    Tensor x = Tensor::full({{samples, inputs}, "NI"}, 0.0);
    x.add(normal_tensor(x.shape(), rng, Dtype::f32), scale);
    const GradientReport report = check_gradients(layer, x, {.seed = rng.position()});
    INFO("inputs of size " << scale << "\n" << report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("A chain of linear layers passes the check as a whole", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential network = sequential("network", Linear(31), Linear(7, {.bias = false}), Linear(3));
  network.build({{65}, "I"}, rng);
  const GradientReport report = check_gradients(network, normal_tensor({{5, 65}, "NI"}, rng, Dtype::f32));
  INFO(report.text());
  CHECK(report.passed());
}

TEST_CASE("The bits do not depend on the number of threads") {
  Rng rng(fresh_seed(), Stream::test);
  const Index threads = thread_count();
  for (const auto& [samples, inputs, outputs] :
       {std::array<Index, 3>{64, 784, 10}, {1000, 784, 10}, {37, 65, 129}, {300, 1, 300}, {5, 2000, 257}}) {
    Linear layer(outputs);
    layer.build({{inputs}, "I"}, rng);
    const Tensor x = normal_tensor({samples, inputs}, rng, Dtype::f32);
    const Tensor dy = normal_tensor({samples, outputs}, rng, Dtype::f32);
    set_thread_count(1);
    const std::vector<Tensor> one = step(layer, x, dy);
    for (const Index several : {2, 3, 7}) {
      set_thread_count(several);
      const std::vector<Tensor> many = step(layer, x, dy);
      for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(std::ranges::equal(std::as_const(one[i]).values<float>(), std::as_const(many[i]).values<float>()));
      }
    }
  }
  set_thread_count(threads);
}

TEST_CASE("Linear refuses images, no outputs, and questions for a bias it has not", "[layering]") {
  Rng rng(1);
  Linear layer(3);
  check_contains(error_message([&] {
                   layer.build({{28, 28, 1}, "HWC"}, rng);
                 }),
                 {"Linear, input", "[H=28,W=28,C=1]", "flatten"});
  CHECK_THROWS_AS(Linear(0), Error);
  Linear plain(3, {.bias = false});
  plain.build({4}, rng);
  CHECK(plain.parameters().size() == 1);
  check_contains(error_message([&] { plain.bias(); }), {"bias = true"});
  CHECK(plain.summary() == "Linear(4 -> 3, no bias)");
}

TEST_CASE("A training step takes no memory from the system after the first") {
  Rng rng(1);
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Sequential network = sequential("network", Linear(33), Linear(10));
  network.build({{784}, "I"}, rng);
  const Tensor x = normal_tensor({64, 784}, rng, Dtype::f32), dy = normal_tensor({64, 10}, rng, Dtype::f32);
  const auto one_step = [&] {
    network.zero_grad();
    network.forward(x);
    network.backward(dy, InputGradient::skip);
    for (Parameter* parameter : network.parameters()) parameter->value.add(parameter->grad(), -0.1);
  };
  one_step();
  const std::uint64_t after_first = memory.statistics().system_requests;
  for (int i = 0; i < 5; ++i) one_step();
  CHECK(memory.statistics().system_requests == after_first);
  CHECK(memory.statistics().requests > after_first);
}
