// The layers of chapter 13: hand examples, gradient checks, equal bits, extremes.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/allocator.hpp"
#include "02_modules/gradient_check.hpp"
#include "04_activations/activation.hpp"
#include "11_pooling/lp_pool.hpp"
#include "tests/13_custom_layers_cases.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

std::vector<double> numbers(const Tensor& tensor) { return elements<double>(tensor); }

void build_in_f64(Module& layer, const Shape& sample) {
  Rng rng(1);
  layer.to(Dtype::f64);
  layer.build(sample, rng);
}

}  // namespace

TEST_CASE("LearnableSwish agrees with chapter 4's Swish, and its slope in beta with an example by hand", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor x = normal_tensor({3, 4}, rng, Dtype::f32), dy = normal_tensor({3, 4}, rng, Dtype::f32);
  LearnableSwish learnable(0.75);
  Swish fixed({.beta = 0.75});
  learnable.build({{4}, "F"}, rng);
  fixed.build({{4}, "F"}, rng);
  const Tensor y = learnable.forward(x), expected = fixed.forward(x);
  CHECK(elements<float>(y) == elements<float>(expected));
  const Tensor dx = learnable.backward(dy), expected_dx = fixed.backward(dy);
  CHECK(elements<float>(dx) == elements<float>(expected_dx));

  LearnableSwish at_zero(0);
  build_in_f64(at_zero, {{2}, "F"});
  const Tensor two = Tensor::from<double>({1, 2}, {2, -4});
  CHECK(numbers(at_zero.forward(two)) == std::vector<double>{1, -2});  // x / 2
  at_zero.backward(Tensor::from<double>({1, 2}, {1, 10}));
  CHECK(numbers(at_zero.beta().grad())[0] == Approx(4 / 4.0 + 10 * 16 / 4.0));  // Σ dy x² / 4
}

TEST_CASE("AddChannelMean and Gated layers agree with examples by hand", "[layering]") {
  AddChannelMean layer;
  build_in_f64(layer, {{3}, "C"});
  CHECK(numbers(layer.forward(Tensor::from<double>({2, 3}, {1, 2, 6, 0, 0, 3}))) ==
        std::vector<double>{4, 5, 9, 1, 1, 4});
  CHECK(numbers(layer.backward(Tensor::from<double>({2, 3}, {3, 0, 0, 0, -3, 0}))) ==
        std::vector<double>{4, 1, 1, -1, -4, -1});

  const auto& kernels = GatedKernels::table.find(Device::cpu, Dtype::f64);
  const Tensor x = Tensor::from<double>({1, 1, 2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor per_channel = Tensor::from<double>({1, 3}, {10, 0, -1});
  const Tensor per_pixel = Tensor::from<double>({1, 1, 2, 1}, {2, -1});
  Tensor y(x.shape(), x.options()), of_channels({1, 3}, x.options()), of_pixels({1, 1, 2, 1}, x.options());
  kernels.multiply(x, per_channel, y);
  CHECK(numbers(y) == std::vector<double>{10, 0, -3, 40, 0, -6});
  kernels.multiply(x, per_pixel, y);
  CHECK(numbers(y) == std::vector<double>{2, 4, 6, -4, -5, -6});
  const Tensor dy = Tensor::from<double>({1, 1, 2, 3}, {1, 0, 2, 1, 1, 0});
  kernels.sum_products(x, dy, of_channels);
  CHECK(numbers(of_channels) == std::vector<double>{5, 5, 6});
  kernels.sum_products(x, dy, of_pixels);
  CHECK(numbers(of_pixels) == std::vector<double>{7, 9});
}

TEST_CASE("Gradients of chapter 13's layers are right to 1e-6 for every case", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const CustomCase& one : custom_cases()) {
    for (const Shape& batch : one.batches) {
      const auto layer = one.make();
      layer->build(batch.without_front(), rng);
      const Tensor x = normal_tensor(batch, rng, Dtype::f32);
      const GradientReport report = check_gradients(*layer, x, {.entries = 60, .seed = rng.position()});
      INFO(one.name << " of " << batch.to_string() << "\n" << report.text());
      CHECK(report.passed());
    }
  }
}

TEST_CASE("Gradients are right over random shapes and options of chapter 13's layers", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 12; ++trial) {
    const Shape batch({random_size(rng, 1, 4), random_size(rng, 3, 6), random_size(rng, 3, 6), random_size(rng, 1, 9)},
                      "NHWC");
    const Conv2dOptions options{.stride = random_size(rng, 1, 2), .padding = random_size(rng, 0, 2)};
    LearnableSwish swish(rng.uniform(-2, 4));
    OwnLpPool pool(random_size(rng, 1, 3), rng.uniform(1.2, 4));
    Gated channel = channel_attention(batch[3], random_size(rng, 1, batch[3]));
    Gated spatial = spatial_attention({random_size(rng, 1, 7), random_size(rng, 1, 7)});
    Sequential mean = mean_conv2d(random_size(rng, 1, 4), random_size(rng, 1, 3), options);
    Sequential scaled = scaled_conv2d(random_size(rng, 1, 4), random_size(rng, 1, 3), options);
    for (Module* layer : std::initializer_list<Module*>{&swish, &pool, &channel, &spatial, &mean, &scaled}) {
      layer->build(batch.without_front(), rng);
      const GradientReport report =
          check_gradients(*layer, normal_tensor(batch, rng, Dtype::f32), {.entries = 25, .seed = rng.position()});
      INFO(layer->summary() << " of " << batch.to_string() << "\n" << layer->describe() << report.text());
      CHECK(report.passed());
    }
  }
}

TEST_CASE("OwnLpPool agrees with an example by hand", "[layering]") {
  OwnLpPool layer(2);
  build_in_f64(layer, {2, 2, 1});
  CHECK(numbers(layer.forward(Tensor::from<double>({1, 2, 2, 1}, {3, -4, 0, 0}))) == std::vector<double>{2.5});
  // dy / 4 · sgn(x) |x| / 2.5
  const std::vector<double> dx = numbers(layer.backward(Tensor::full({1, 1, 1, 1}, 10, layer.options())));
  CHECK(dx[0] == Approx(3));
  CHECK(dx[1] == Approx(-4));
  CHECK(dx[2] == 0);
}

TEST_CASE("OwnLpPool computes what chapter 11's LpPool2d does, zeros and left-over rows included", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const double p : {1.0, 1.5, 2.0, 3.0}) {
    const Shape batch({2, 7, 5, 3}, "NHWC");
    Tensor x = normal_tensor(batch, rng);
    Tensor second = x.slice(1, 2);
    for (double& value : second.values<double>()) value = std::max(0.0, value - 1);  // mostly 0
    OwnLpPool own(2, p);
    LpPool2d known(2, {.p = p});
    build_in_f64(own, batch.without_front());
    build_in_f64(known, batch.without_front());
    const Tensor y = own.forward(x), expected = known.forward(x), dy = normal_tensor(y.shape(), rng);
    const Tensor dx = own.backward(dy), expected_dx = known.backward(dy);
    for (std::size_t i = 0; i < numbers(y).size(); ++i) CHECK(numbers(y)[i] == Approx(numbers(expected)[i]));
    for (std::size_t i = 0; i < numbers(dx).size(); ++i) CHECK(numbers(dx)[i] == Approx(numbers(expected_dx)[i]));
  }
}

TEST_CASE("A window of zeros has the gradient 0 in OwnLpPool, and float32 its limits", "[layering]") {
  OwnLpPool layer(2);
  build_in_f64(layer, {2, 2, 1});
  CHECK(numbers(layer.forward(Tensor::full({1, 2, 2, 1}, 0, layer.options()))) == std::vector<double>{0});
  CHECK(numbers(layer.backward(Tensor::full({1, 1, 1, 1}, 5, layer.options()))) == std::vector<double>(4, 0));
  Rng rng(1);
  OwnLpPool single(2);
  LpPool2d known(2);
  const Tensor large = Tensor::full({1, 2, 2, 1}, 1e20);
  single.build({2, 2, 1}, rng);
  known.build({2, 2, 1}, rng);
  const Tensor infinite = single.forward(large), finite = known.forward(large);
  CHECK(std::isinf(infinite.values<float>()[0]));  // which is why chapter 11 takes the largest pixel out
  CHECK(finite.values<float>()[0] == Approx(1e20));
  const Tensor none = single.forward(Tensor::full({1, 2, 2, 1}, 1e-30));  // y = 0, though no pixel is
  const Tensor dx = single.backward(Tensor::full({1, 1, 1, 1}, 1));
  CHECK(none.values<float>()[0] == 0);
  CHECK(elements<float>(dx) == std::vector<float>(4, 0));
}

TEST_CASE("LearnableSwish survives infinite and huge inputs in both directions", "[layering]") {
  Rng rng(1);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  LearnableSwish layer(1);
  layer.build({{4}, "F"}, rng);
  const Tensor y = layer.forward(Tensor::from<float>({1, 4}, {infinity, -infinity, 1e30F, -1e30F}));
  CHECK(elements<float>(y)[0] == infinity);
  CHECK(elements<float>(y)[1] == 0);
  const Tensor dx = layer.backward(Tensor::full({1, 4}, 1.0));
  CHECK(elements<float>(dx) == std::vector<float>{1, 0, 1, 0});
  CHECK(elements<float>(layer.beta().grad()) == std::vector<float>{0});
}

TEST_CASE("The bits of chapter 13's layers do not depend on the number of threads") {
  Rng rng(fresh_seed(), Stream::test);
  for (const CustomCase& one : custom_cases()) {
    const Index channels = one.batches[0][one.batches[0].rank() - 1];
    const Shape batch({5, 61, 67, channels}, "NHWC");  // several chunks, the last one smaller
    const auto layer = one.make();
    const Shape output = layer->build(batch.without_front(), rng);
    const Tensor x = normal_tensor(batch, rng, Dtype::f32), dy = normal_tensor(output.with_front(5), rng, Dtype::f32);
    const auto step = [&](Index threads) {
      const ThreadCount scope(threads);
      layer->zero_grad();
      const Tensor y = layer->forward(x), dx = layer->backward(dy);
      std::vector<std::vector<float>> results{elements<float>(y), elements<float>(dx)};
      for (const Parameter* parameter : layer->parameters()) results.push_back(elements<float>(parameter->grad()));
      return results;
    };
    const auto alone = step(1);
    INFO(one.name);
    CHECK(step(2) == alone);
    CHECK(step(3) == alone);
  }
}

TEST_CASE("Chapter 13's layers keep nothing after a backward pass, nor in evaluation", "[layering]") {
  Rng rng(1);
  for (const CustomCase& one : custom_cases()) {
    CachingAllocator memory(cpu_memory());
    const AllocatorScope scope(Device::cpu, memory);
    const auto layer = one.make();
    const Shape output = layer->build(one.batches[0].without_front(), rng);
    for (Parameter* parameter : layer->parameters()) parameter->reserve_grad();
    const auto in_use = [&] { return memory.statistics().bytes_in_use; };
    const std::size_t before = in_use();
    INFO(one.name);
    layer->eval();
    layer->forward(Tensor::full(one.batches[0], 0.5));
    CHECK(in_use() == before);
    layer->train();
    layer->forward(Tensor::full(one.batches[0], 0.5));
    layer->backward(Tensor::full(output.with_front(one.batches[0][0]), 1.0), InputGradient::skip);
    CHECK(in_use() == before);
  }
}
