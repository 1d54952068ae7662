// The layers: modes, gradient checks, equal bits, state, and what they keep.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/allocator.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/sequential.hpp"
#include "02_modules/state.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/module_state.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

std::vector<std::int64_t> state_of(Module& layer) { return elements<std::int64_t>(*buffers(layer).front()); }

}  // namespace

TEST_CASE("Every case of Dropout passes the gradient check, with the mask replayed", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const DropoutCase& given : dropout_cases()) {
    const auto layer = dropout_layer(given, rng.position());
    layer->forward(normal_tensor(given.batch, rng, Dtype::f32));  // so that the check does not begin at position 0
    const std::vector<std::int64_t> before = state_of(*layer);
    const GradientReport report = check_gradients(*layer, normal_tensor(given.batch, rng), {.seed = rng.position()});
    INFO(layer->summary() << ", " << given.batch.to_string() << "\n" << report.text());
    CHECK(report.passed());
    CHECK(state_of(*layer) == before);  // the check works on a clone
  }
}

TEST_CASE("Dropout passes the gradient check over random shapes, and in a network", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 10; ++trial) {
    const double p = rng.uniform();
    const Shape images{random_size(rng, 1, 4), random_size(rng, 1, 5), random_size(rng, 1, 5), random_size(rng, 1, 9)};
    for (const bool whole_channels : {false, true}) {
      const auto layer = dropout_layer({whole_channels, images, p}, rng.position());
      const GradientReport report = check_gradients(*layer, normal_tensor(images, rng));
      INFO(layer->summary() << ", " << images.to_string() << "\n" << report.text());
      CHECK(report.passed());
    }
  }
  Sequential network = sequential("network", Linear(7), Tanh(), Dropout(0.4), Linear(5), Dropout(0.3));
  network.build({{3}, "I"}, rng);
  const GradientReport report = check_gradients(network, normal_tensor({6, 3}, rng));
  INFO(report.text());
  CHECK(report.passed());
}

TEST_CASE("In evaluation, and with p = 0, Dropout returns its input and draws nothing", "[layering]") {
  Rng rng(1);
  for (const DropoutCase& given : dropout_cases()) {
    const auto layer = dropout_layer(given, 1);
    const std::vector<std::int64_t> before = state_of(*layer);
    const Tensor x = normal_tensor(given.batch, rng, Dtype::f32);
    layer->eval();
    CHECK(layer->forward(x).shares_storage_with(x));
    CHECK(state_of(*layer) == before);
    CHECK_THROWS_AS(layer->backward(x), Error);

    const auto none = dropout_layer({given.whole_channels, given.batch, 0.0}, 1);
    CHECK(none->forward(x).shares_storage_with(x));
    CHECK(none->backward(x).shares_storage_with(x));
    CHECK(state_of(*none)[1] == 0);
  }
}

TEST_CASE("With p = 1 everything is dropped; what is not finite becomes NaN, as a product with 0", "[layering]") {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const bool whole_channels : {false, true}) {
    const auto layer = dropout_layer({whole_channels, {2, 1, 2, 2}, 1.0}, 1, Dtype::f64);
    const Tensor x = Tensor::from<double>({2, 1, 2, 2}, {1, -2, infinity, nan, 5, 6, 7, 8});
    const std::vector<double> y = elements<double>(layer->forward(x));
    for (const std::size_t i : {0U, 1U, 4U, 5U, 6U, 7U}) CHECK(y[i] == 0);
    CHECK(std::isnan(y[2]));
    CHECK(std::isnan(y[3]));
    const std::vector<double> dx = elements<double>(layer->backward(Tensor::full({2, 1, 2, 2}, 3.0, x.options())));
    CHECK(dx == std::vector<double>(8, 0.0));
  }
}

TEST_CASE("A p that is no probability is refused", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const double wrong : {-0.1, 1.1, nan, infinity, -infinity, -1e-300, 1 + 1e-15}) {
    check_contains(error_message([&] { Dropout layer(wrong); }), {"Dropout, p", "a probability from 0 to 1"});
    check_contains(error_message([&] { Dropout2d layer(wrong); }), {"Dropout2d, p", "a probability from 0 to 1"});
  }
  check_contains(error_message([&] { Dropout layer(nan); }), {"got nan"});
  check_contains(error_message([&] { Dropout layer(1.5); }), {"got 1.5"});
}

TEST_CASE("Dropout2d wants images and says so; integers have no dropout", "[layering]") {
  Rng rng(1);
  for (const Shape& sample : {Shape({7}, "F"), Shape({2, 3}), Shape({2, 3, 4, 5})}) {
    Dropout2d layer(0.5);
    check_contains(error_message([&] { layer.build(sample, rng); }),
                   {"Dropout2d, input", sample.to_string(), "[H=any,W=any,C=any]", "without 2d"});
  }
  const Tensor labels = Tensor::full({3}, 1, {Device::cpu, Dtype::i32});
  check_contains(error_message([&] { kernels<DropoutKernels>(labels); }), {"Dropout", "int32"});
  check_contains(error_message([&] { Dropout2dKernels::table.find(Device::cuda, Dtype::f32); }), {"chapter 18"});
}

TEST_CASE("The number of threads changes no bit of a mask") {
  Rng rng(fresh_seed(), Stream::test);
  // Several chunks of blocks and of images, the last ones smaller, and a number of elements that is no multiple of 4.
  for (const DropoutCase& given : {DropoutCase{false, {67, 3, 257}, 0.5}, DropoutCase{true, {37, 33, 13, 67}, 0.3},
                                   DropoutCase{true, {3, 31, 67, 70}, 0.6}}) {
    const Tensor x = normal_tensor(given.batch, rng, Dtype::f32), dy = normal_tensor(given.batch, rng, Dtype::f32);
    const auto step = [&](Index threads) {
      const ThreadCount scope(threads);
      const auto layer = dropout_layer(given, 5);
      const Tensor y = layer->forward(x), dx = layer->backward(dy);
      return std::array{elements<float>(y), elements<float>(dx)};
    };
    const auto one = step(1);
    CHECK(step(2) == one);
    CHECK(step(3) == one);
  }
}

TEST_CASE("A clone, and a network that was saved and loaded, replay the masks of the original", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential network = sequential("network", Linear(9), Dropout(0.5), Linear(6), Dropout(0.2));
  network.build({{4}, "I"}, rng);
  const Tensor x = normal_tensor({5, 4}, rng, Dtype::f32);
  network.forward(x);
  const auto copy = network.clone();
  Sequential loaded = sequential("network", Linear(9), Dropout(0.5), Linear(6), Dropout(0.2));
  loaded.build({{4}, "I"}, rng);
  load_module_state(loaded, module_state(network));
  for (int pass = 0; pass < 3; ++pass) {
    const std::vector<float> expected = elements<float>(network.forward(x));
    CHECK(elements<float>(copy->forward(x)) == expected);
    CHECK(elements<float>(loaded.forward(x)) == expected);
  }
  CHECK(copy->describe() == network.describe());
  check_contains(network.describe(), {"Dropout(0.5)", "Dropout(0.2)"});
  CHECK(module_state(network)[2].name == "1.random_state");
}

TEST_CASE("Masks in float32 and in float64 drop the same numbers", "[layering]") {
  for (const DropoutCase& given : dropout_cases()) {
    const auto narrow = dropout_layer(given, 7), wide = dropout_layer(given, 7, Dtype::f64);
    const Tensor ones = Tensor::full(given.batch, 1.0);
    CHECK(elements<float>(narrow->forward(ones)) == elements<float>(wide->forward(ones.to(Dtype::f64)).to(Dtype::f32)));
  }
}

TEST_CASE("Dropout keeps sixteen bytes for its backward pass and no tensor of the input's size", "[layering]") {
  const auto layer = dropout_layer({false, {2, 5000}, 0.5}, 1);
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  const auto in_use = [&] { return memory.statistics().bytes_in_use; };
  const std::size_t before = in_use();
  layer->forward(Tensor::full({2, 5000}, 1.0));
  CHECK(in_use() > before);
  CHECK(in_use() <= before + 512);  // two int64, with what their block is rounded up by
  layer->backward(Tensor::full({2, 5000}, 1.0));
  CHECK(in_use() == before);
  layer->forward(Tensor::full({2, 5000}, 1.0));
  CHECK_FALSE(layer->backward(Tensor::full({2, 5000}, 1.0), InputGradient::skip).defined());
  CHECK(in_use() == before);
  layer->forward(Tensor::full({2, 5000}, 1.0));
  layer->eval();
  layer->forward(Tensor::full({2, 5000}, 1.0));
  CHECK(in_use() == before);
}
