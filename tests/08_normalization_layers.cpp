// The normalisation layers: hand examples, gradient checks, equal bits, extremes, modes, bad input.

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/allocator.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/module_factory.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "tests/08_normalization_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

// Built, with parameters that differ from 1 and 0.
void build_with_random_parameters(Module& layer, const Shape& batch, Dtype dtype, Rng& rng) {
  layer.to(dtype);
  layer.build(batch.without_front(), rng);
  for (Parameter* parameter : layer.parameters()) {
    parameter->value.copy_from(normal_tensor(parameter->value.shape(), rng, dtype));
  }
}

std::vector<float> floats(const Tensor& tensor) { return elements<float>(tensor); }

}  // namespace

TEST_CASE("BatchNorm agrees with an example computed by hand, in training and in evaluation", "[layering]") {
  Rng rng(1);
  BatchNorm layer({.epsilon = 0.75});
  layer.build({{2}, "C"}, rng);
  layer.scale().value.copy_from(Tensor::from<float>({2}, {1, 10}));
  layer.shift().value.copy_from(Tensor::from<float>({2}, {0, 100}));
  // Channel 0 is 1, 2: mean 1.5, variance 0.25, and √(0.25 + 0.75) = 1. Channel 1 is -3, -3: variance 0.
  const Tensor x = Tensor::from<float>({2, 2}, {1, -3, 2, -3});
  CHECK(floats(layer.forward(x)) == std::vector<float>{-0.5, 100, 0.5, 100});
  CHECK(floats(layer.running_mean()) == std::vector<float>{0.15F, -0.3F});
  CHECK(layer.running_variance().values<float>()[0] == Approx(0.9 + 0.1 * 0.5));  // unbiased: 0.25 · 2 / 1
  CHECK(layer.running_variance().values<float>()[1] == Approx(0.9));
  CHECK(elements<std::int64_t>(layer.batches_tracked()) == std::vector<std::int64_t>{1});
  // dy = (4, 0): dβ = 4, dγ = 4 · (-0.5) = -2, dx = dy - 2 - x̂ (-1).
  const Tensor dx = layer.backward(Tensor::from<float>({2, 2}, {4, 0, 0, 0}));
  CHECK(floats(dx) == std::vector<float>{1.5, 0, -1.5, 0});
  CHECK(floats(layer.scale().grad()) == std::vector<float>{-2, 0});
  CHECK(floats(layer.shift().grad()) == std::vector<float>{4, 0});
  layer.eval();
  const Tensor y = layer.forward(x);
  CHECK(y.values<float>()[0] == Approx((1 - 0.15) / std::sqrt(0.95 + 0.75)));
  CHECK(floats(layer.running_mean()) == std::vector<float>{0.15F, -0.3F});  // evaluation does not move it
}

TEST_CASE("Gradients of the normalisation layers are right to 1e-6 for every case", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const NormalisationCase& one : normalisation_cases()) {
    const auto layer = one.make();
    build_with_random_parameters(*layer, one.batch, Dtype::f32, rng);
    Tensor x = normal_tensor(one.batch, rng, Dtype::f32);
    const GradientReport report = check_gradients(*layer, x, {.entries = 60, .seed = rng.position()});
    INFO(one.name << "\n" << report.text());
    CHECK(report.passed());
    CHECK(report["input"].kinks == 0);
  }
}

TEST_CASE("Gradients are right over random shapes, means and spreads", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    const Shape batch({random_size(rng, 3, 9), random_size(rng, 2, 3), random_size(rng, 2, 7)}, "NWC");
    const double spread = std::pow(10.0, rng.uniform(-3, 1));
    const double mean = rng.uniform(-10, 10) * spread;
    Tensor x = Tensor::full(batch, mean);
    x.add(normal_tensor(batch, rng, Dtype::f32), spread);
    BatchNorm batch_norm;
    LayerNorm layer_norm({.axes = trial % 2 == 0 ? 1 : any});
    for (Module* layer : {static_cast<Module*>(&batch_norm), static_cast<Module*>(&layer_norm)}) {
      build_with_random_parameters(*layer, batch, Dtype::f32, rng);
      const GradientReport report = check_gradients(*layer, x, {.entries = 40, .seed = rng.position()});
      INFO(layer->kind() << " of " << batch.to_string() << ", mean " << mean << ", spread " << spread << "\n"
                         << report.text());
      CHECK(report.passed());
    }
  }
}

TEST_CASE("The gradient behind BatchNorm neither moves a column nor stretches it, but for epsilon", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const double epsilon : {1e-5, 0.5}) {
    BatchNorm layer({.epsilon = epsilon});
    const Shape batch{random_size(rng, 3, 30), random_size(rng, 1, 5)};
    build_with_random_parameters(layer, batch, Dtype::f64, rng);
    const Tensor x = normal_tensor(batch, rng), dy = normal_tensor(batch, rng);
    layer.forward(x);
    const Tensor gradient = layer.backward(dy);
    const auto dx = matrix<double>(gradient).array();
    const Eigen::RowVectorXd mean = matrix<double>(x).colwise().mean();
    const Eigen::ArrayXXd centred = matrix<double>(x).rowwise() - mean;
    const Eigen::ArrayXd variance = centred.square().colwise().mean();
    for (Index c = 0; c < batch[1]; ++c) {  // (8.24)
      const double reciprocal = 1 / std::sqrt(variance[c] + epsilon), size = dx.col(c).abs().sum();
      const double dscale = layer.scale().grad().values<double>()[static_cast<std::size_t>(c)];
      const double expected =
          row<double>(layer.scale().value)[c] * reciprocal * dscale * epsilon / (variance[c] + epsilon);
      INFO(batch.to_string() << ", epsilon " << epsilon << ", channel " << c);
      CHECK(dx.col(c).sum() == Approx(0).margin(1e-12 * (1 + size)));
      CHECK((dx.col(c) * centred.col(c)).sum() * reciprocal == Approx(expected).margin(1e-12 * (1 + size)));
    }
  }
}

TEST_CASE("A network with all three layers inside passes the check as a whole", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential network = sequential("network", Linear(7), BatchNorm(), ChannelwiseScaling(), Linear(5), LayerNorm());
  network.build({{6}, "F"}, rng);
  const GradientReport report = check_gradients(network, normal_tensor({{5, 6}, "NF"}, rng, Dtype::f32));
  INFO(report.text());
  CHECK(report.passed());
  CHECK_FALSE(report["network.0.bias"].measured());  // the mean takes it away again: its gradient is 0
}

TEST_CASE("Constant inputs give the shift, finite gradients, and pass the check", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const NormalisationCase& one : normalisation_cases()) {
    const auto layer = one.make();
    if (layer->kind() == "ChannelwiseScaling") continue;
    build_with_random_parameters(*layer, one.batch, Dtype::f32, rng);
    const Tensor x = Tensor::full(one.batch, 3.0);
    INFO(one.name);
    const auto parameters = layer->parameters();  // scale and shift, or none
    const std::vector<float> shift = parameters.empty() ? std::vector{0.0F} : floats(parameters.back()->value);
    const std::vector<float> y = floats(layer->forward(x));
    for (std::size_t j = 0; j < y.size(); ++j) CHECK(y[j] == shift[j % shift.size()]);
    const auto fresh = one.make();  // scale 1 and shift 0
    fresh->build(one.batch.without_front(), rng);
    const GradientReport report = check_gradients(*fresh, x, {.entries = 20});
    INFO(report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("Means of 10,000 cost float32 no digit of the variance", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Index rows = 4096;
  Tensor x = Tensor::full({rows, 3}, 1e4);
  x.add(normal_tensor({rows, 3}, rng, Dtype::f32));
  Tensor mean({3}), variance({3});
  BatchNormKernels::table.find(Device::cpu, Dtype::f32).statistics(x, mean, variance);
  const Tensor wide = x.to(Dtype::f64);
  const Eigen::RowVectorXd mu = matrix<double>(wide).colwise().mean();
  const Eigen::RowVectorXd v = (matrix<double>(wide).rowwise() - mu).colwise().squaredNorm() / rows;
  for (Index c = 0; c < 3; ++c) {
    // float32 writes the mean to within 5e-4, and the variance is off by the square of that.
    CHECK(row<float>(variance)[c] == Approx(v[c]).epsilon(1e-6));
    CHECK(row<float>(mean)[c] == Approx(mu[c]).epsilon(1e-7));
  }
}

TEST_CASE("The bits of the normalisation layers do not depend on the number of threads") {
  Rng rng(fresh_seed(), Stream::test);
  // Several chunks, the last one smaller; few channels, many, one.
  for (const Shape& batch : {Shape{9, 61, 67, 3}, {1000, 67}, {70000, 1}, {40, 2100}}) {
    BatchNorm batch_norm;
    LayerNorm layer_norm({.axes = any});
    ChannelwiseScaling scaling;
    for (Module* layer : std::array<Module*, 3>{&batch_norm, &layer_norm, &scaling}) {
      if (layer == &layer_norm && batch[batch.rank() - 1] == 1) continue;
      build_with_random_parameters(*layer, batch, Dtype::f32, rng);
      const Tensor x = normal_tensor(batch, rng, Dtype::f32), dy = normal_tensor(batch, rng, Dtype::f32);
      const auto step = [&](Index threads) {
        const ThreadCount scope(threads);
        layer->zero_grad();
        std::vector<std::vector<float>> results{floats(layer->forward(x)), floats(layer->backward(dy))};
        for (const Parameter* parameter : layer->parameters()) results.push_back(floats(parameter->grad()));
        return results;
      };
      const auto one = step(1);
      INFO(layer->kind() << " of " << batch.to_string());
      CHECK(step(2) == one);
      CHECK(step(3) == one);
    }
  }
}

TEST_CASE("A normalisation layer keeps its input while training and nothing of that size beside it", "[layering]") {
  Rng rng(1);
  const Shape batch{1000, 64};
  for (const ModuleFactory& make :
       std::array<ModuleFactory, 3>{make_module<BatchNorm>, make_module<LayerNorm>, make_module<ChannelwiseScaling>}) {
    CachingAllocator memory(cpu_memory());
    const AllocatorScope scope(Device::cpu, memory);
    const auto layer = make();
    layer->build(batch.without_front(), rng);
    const Tensor x = normal_tensor(batch, rng, Dtype::f32);
    const auto in_use = [&] { return memory.statistics().bytes_in_use; };
    const std::size_t before = in_use();
    layer->forward(x);
    INFO(layer->kind());
    CHECK(in_use() <= before + 12000);  // mean and variance of each row, at most; x̂ would be 256,000 bytes
  }
}

TEST_CASE("The sums over long rows take less memory than the rows", "[layering]") {
  Rng rng(1);
  const Shape batch{128, 20000};
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  LayerNorm layer;
  layer.build(batch.without_front(), rng);
  for (Parameter* parameter : layer.parameters()) parameter->reserve_grad();
  const Tensor x = Tensor::full(batch, 0.5), dy = Tensor::full(batch, 1.0);
  layer.forward(x);
  layer.backward(dy, InputGradient::skip);
  // At the peak of forward there are x, dy and y.
  CHECK(memory.statistics().peak_bytes_in_use < 4 * x.values<float>().size_bytes());
}

TEST_CASE("A normalisation layer keeps one handle while training and nothing in evaluation", "[layering]") {
  Rng rng(1);
  for (const NormalisationCase& one : normalisation_cases()) {
    CachingAllocator memory(cpu_memory());
    const AllocatorScope scope(Device::cpu, memory);
    const auto layer = one.make();
    layer->build(one.batch.without_front(), rng);
    for (Parameter* parameter : layer->parameters()) parameter->reserve_grad();
    const auto in_use = [&] { return memory.statistics().bytes_in_use; };
    const std::size_t before = in_use();
    INFO(one.name);
    layer->eval();
    layer->forward(Tensor::full(one.batch, 0.5));
    CHECK(in_use() == before);
    CHECK_THROWS_AS(layer->backward(Tensor::full(one.batch, 1.0)), Error);
    layer->train();
    layer->forward(Tensor::full(one.batch, 0.5));
    CHECK(in_use() > before);
    layer->backward(Tensor::full(one.batch, 1.0), InputGradient::skip);
    CHECK(in_use() == before);
  }
}
