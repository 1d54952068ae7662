// The layers: gradient checks, equal bits, state, bad options, and what they keep.

#include "tests/04_activations_layers.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "01_tensors/allocator.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/finite_difference.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

// A batch whose samples have from 1 to 4 axes, of sizes that need not differ.
Tensor random_batch(Rng& rng, double spread, Dtype dtype = Dtype::f32) {
  std::array<Index, 5> sizes{};
  const auto rank = static_cast<std::size_t>(random_size(rng, 2, 5));
  for (std::size_t axis = 0; axis < rank; ++axis) sizes[axis] = random_size(rng, 2, 5);
  Tensor x = Tensor::full(Shape(std::span<const Index>(sizes.data(), rank)), 0.0);
  x.add(normal_tensor(x.shape(), rng, Dtype::f32), spread);
  return x.to(dtype);
}

// Moves every value away from 0, so far that no step of a gradient check crosses it: there the rectified functions
// bend.
void keep_clear_of_kinks(Tensor& x) {
  constexpr double reach = 4 * FiniteDifference::default_step;
  for (float& value : x.values<float>()) value += std::copysign(static_cast<float>(reach), value);
}

void build(Module& layer, const Tensor& x) {
  Rng rng(1);
  layer.to(x.dtype());
  layer.build(x.shape().without_front(), rng);
}

}  // namespace

TEST_CASE("Every activation's gradient is right to 1e-6 over random shapes and ranks", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const auto& layer : all_activations()) {
    for (int trial = 0; trial < 12; ++trial) {
      const double spread = std::pow(10.0, rng.uniform(-3, 1));
      Tensor x = random_batch(rng, spread);
      keep_clear_of_kinks(x);
      build(*layer, x);
      const GradientReport report = check_gradients(*layer, x, {.seed = rng.position()});
      INFO(layer->kind() << ", inputs of size " << spread << "\n" << report.text());
      CHECK(report.passed());
      CHECK(report["input"].kinks == 0);
    }
  }
}

TEST_CASE("A softmax is not blamed for slopes that rounding hides in an output near 1", "[layering]") {
  // Class 1 wins by more and more: its probability is 1 - e^-lead, and what the others change in it is soon less than
  // its last place.
  for (double lead = 15; lead < 45; lead += 0.5) {
    Tensor x = Tensor::full({{1, 4}, "NF"}, 0.0, {Device::cpu, Dtype::f64});
    row<double>(x)[1] = lead;
    row<double>(x)[2] = -1;
    row<double>(x)[3] = 0.7;
    for (const auto& layer : all_activations()) {
      if (layer->kind() != "SoftMax") continue;
      build(*layer, x);
      const GradientReport report = check_gradients(*layer, x);
      INFO("lead " << lead << "\n" << report.text());
      CHECK(report.passed());
    }
  }
}

TEST_CASE("Kinks at 0 are recognised and not blamed", "[layering]") {
  Tensor x = Tensor::full({{3, 4}, "NF"}, 0.0);
  for (Index i = 0; i < 12; i += 2) row<float>(x)[i] = i % 4 == 0 ? 1.5F : -2.5F;
  for (std::size_t i : {0U, 1U}) {
    const auto layer = std::move(all_activations()[i]);
    build(*layer, x);
    const GradientReport report = check_gradients(*layer, x);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report["input"].kinks == 6);
  }
}

TEST_CASE("A network with every activation inside passes the check as a whole", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential network("network");
  for (auto& layer : all_activations()) {
    network.add(Linear(7));
    network.add(std::move(layer));
  }
  network.build({{5}, "I"}, rng);
  const GradientReport report = check_gradients(network, normal_tensor({{6, 5}, "NI"}, rng, Dtype::f32));
  INFO(report.text());
  CHECK(report.passed());
}

TEST_CASE("The activations' bits do not depend on the number of threads") {
  Rng rng(fresh_seed(), Stream::test);
  for (const auto& layer : all_activations()) {
    // Several chunks of elements and of rows, the last ones smaller.
    const Tensor x = normal_tensor({257, 3, 67}, rng, Dtype::f32), dy = normal_tensor(x.shape(), rng, Dtype::f32);
    build(*layer, x);
    const auto step = [&](Index threads) {
      const ThreadCount scope(threads);
      const Tensor y = layer->forward(x), dx = layer->backward(dy);
      return std::array{elements<float>(y), elements<float>(dx)};
    };
    const auto one = step(1);
    INFO(layer->kind());
    CHECK(step(2) == one);
    CHECK(step(3) == one);
  }
}

TEST_CASE("A clone keeps options and dtype, and a table names them", "[layering]") {
  Rng rng(1);
  Sequential network = sequential("network", LeakyReLU({.slope = 0.2}), ELU(), Swish({.beta = 1.5}), ReLU(), SoftMax());
  network.build({{4}, "K"}, rng);
  check_contains(network.describe(), {"LeakyReLU(0.2)", "ELU(1)", "Swish(1.5)", "ReLU ", "SoftMax", "[N=any,K=4]"});
  CHECK(network.parameter_count() == 0);
  network.to(Dtype::f64);
  const auto copy = network.clone();
  const Tensor x = normal_tensor({3, 4}, rng);
  const Tensor y = network.forward(x), again = copy->forward(x);
  CHECK(elements<double>(y) == elements<double>(again));
  CHECK(copy->describe() == network.describe());
}

TEST_CASE("Options that are no numbers for float32 are an error that names them", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const double wrong : {nan, infinity, -infinity, 1e39}) {
    check_contains(error_message([&] { LeakyReLU({.slope = wrong}); }), {"LeakyReLU", "slope", "finite"});
    check_contains(error_message([&] { ELU({.alpha = wrong}); }), {"ELU", "alpha", "finite"});
    check_contains(error_message([&] { Swish({.beta = wrong}); }), {"Swish", "beta", "finite"});
  }
  CHECK(LeakyReLU({.slope = 3e38}).summary() == "LeakyReLU(3e+38)");
}

TEST_CASE("A layer keeps one handle while training, until its backward pass, and none in evaluation", "[layering]") {
  Rng rng(1);
  for (const auto& layer : all_activations()) {
    CachingAllocator memory(cpu_memory());
    const AllocatorScope scope(Device::cpu, memory);
    const auto in_use = [&] { return memory.statistics().bytes_in_use; };
    build(*layer, Tensor::full({2, 500}, 0.5));
    const std::size_t before = in_use();
    const auto forward_only = [&] { layer->forward(Tensor::full({2, 500}, 0.5)); };
    INFO(layer->kind());
    layer->eval();
    forward_only();
    CHECK(in_use() == before);
    CHECK_THROWS_AS(layer->backward(Tensor::full({2, 500}, 1.0)), Error);
    layer->train();
    forward_only();
    CHECK(in_use() >= before + 4000);  // one tensor of 4,000 bytes, with what its block is rounded up by
    CHECK(in_use() < before + 8000);
    layer->backward(Tensor::full({2, 500}, 1.0));
    CHECK(in_use() == before);
    forward_only();
    CHECK_FALSE(layer->backward(Tensor::full({2, 500}, 1.0), InputGradient::skip).defined());
    CHECK(in_use() == before);
  }
}

TEST_CASE("A sample may be a single number, but not for a softmax", "[layering]") {
  Rng rng(1);
  ReLU relu;
  relu.build({}, rng);
  CHECK(elements<float>(relu.forward(Tensor::from<float>({3}, {-1, 0, 2}))) == std::vector<float>{0, 0, 2});
  SoftMax softmax;
  check_contains(error_message([&] { softmax.build({}, rng); }), {"SoftMax, input", "single number", "[K]"});
}

TEST_CASE("Labels and pixels have no activation", "[layering]") {
  const Tensor labels = Tensor::full({3}, 1, {Device::cpu, Dtype::i32});
  check_contains(error_message([&] { kernels<ActivationKernels<functions::Tanh>>(labels); }), {"Tanh", "int32", "f32"});
  check_contains(error_message([&] { ActivationKernels<functions::Tanh>::table.find(Device::cuda, Dtype::f32); }),
                 {"Tanh", "chapter 15"});
  check_contains(error_message([&] { SoftMaxKernels::table.find(Device::cuda, Dtype::f32); }), {"chapter 16"});
}
