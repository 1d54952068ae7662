// Layers of a trunk whose own mode is not that of the trunk: Dropout2d and BatchNorm obey their own.

#include <catch2/catch.hpp>
#include <cmath>

#include "02_modules/state.hpp"
#include "03_linear/linear.hpp"
#include "07_training/evaluation_mode.hpp"
#include "07_training/flatten.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/14_fast_cpu_trunk_pair.hpp"

using namespace strata;

namespace {

template <class Layer>
void set_mode(Module& network, bool training) {
  for_each_module(network, [&](Module& module) {
    if (dynamic_cast<Layer*>(&module) != nullptr) module.train(training);
  });
}

// Cases with Dropout2d or BatchNorm, in which the first layer runs as it does in training or in evaluation.
std::vector<TrunkCase> trunks_with_modes() {
  std::vector<TrunkCase> cases;
  for (const char* name :
       {"conv + ReLU + Dropout2d", "conv + BatchNorm + ReLU + Dropout2d", "conv + BatchNorm + Dropout2d",
        "one channel, made again", "made again with a stride", "basic with dropout", "projection and dropout",
        "bottleneck with a projection", "six blocks, whole vectors", "BatchNorm without scale and shift",
        "conv + BatchNorm + ReLU, made again, and two blocks"}) {
    cases.push_back(trunk_case(name));
  }
  return cases;
}

}  // namespace

TEST_CASE("Dropout2d and BatchNorm in a trunk obey their own mode") {
  const FusionOptions options = GENERATE(from_range(storing_and_making_again()));
  Rng rng(7);
  for (const TrunkCase& one : trunks_with_modes()) {
    for (const bool training : {false, true}) {
      for (const bool drops : {false, true}) {
        for (const bool measures : {false, true}) {
          PlainLayers plain(one, Dtype::f64, 5);
          TrunkLayers trunk(one, Dtype::f64, 5, options);
          INFO(one.name << ", training " << training << ", drops " << drops << ", measures " << measures);
          for (int pass = 0; pass < 2; ++pass) {  // the first for running statistics that are not 0 and 1
            const Tensor x = normal_tensor(one.batch, rng);
            const Tensor y = plain.forward(x);
            CHECK(furthest(trunk.forward(x), y) <= 1e-10 * (1 + largest_size(y)));
            for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) {
              layers->network().train(training);
              set_mode<Dropout2d>(layers->network(), drops);
              set_mode<BatchNorm>(layers->network(), measures);
            }
          }
          const std::vector<Tensor*> expected = buffers(plain.network()), got = buffers(trunk.network());
          for (std::size_t i = 0; i < got.size(); ++i) CHECK(furthest(*got[i], *expected[i]) <= 1e-10);
        }
      }
    }
  }
}

TEST_CASE("With the statistics of BatchNorm fixed, a trunk's gradients are those of its outputs") {
  const FusionOptions options = GENERATE(from_range(storing_and_making_again()));
  Rng rng(8);
  for (const char* name : {"one channel, made again", "conv + BatchNorm + ReLU", "basic", "basic with a projection"}) {
    const TrunkCase one = trunk_case(name);
    INFO(name);
    TrunkLayers trunk(one, Dtype::f64, 5, options);
    trunk.forward(normal_tensor(one.batch, rng));
    set_mode<BatchNorm>(trunk.network(), false);
    const Tensor x = normal_tensor(one.batch, rng), y = trunk.forward(x), dy = normal_tensor(y.shape(), rng);
    const auto loss = [&](const Tensor& images) {
      const std::vector<double> p = elements<double>(trunk.forward(images)), q = elements<double>(dy);
      double sum = 0;
      for (std::size_t i = 0; i < p.size(); ++i) sum += p[i] * q[i];
      return sum;
    };
    trunk.network().zero_grad();
    const Tensor dx = trunk.backward(dy, InputGradient::wanted);
    const double step = 1e-6;
    const auto check_slope = [&](Tensor& numbers, Index position, const Tensor& gradient, const Tensor& images) {
      double& number = numbers.values<double>()[static_cast<std::size_t>(position)];
      const double before = number;
      number = before + step;
      const double above = loss(images);
      number = before - step;
      const double below = loss(images);
      number = before;
      const double expected = elements<double>(gradient)[static_cast<std::size_t>(position)];
      CHECK((above - below) / (2 * step) == Approx(expected).epsilon(1e-5).margin(1e-5));
    };
    Tensor images = x.clone();
    for (const Index i : {0, 7, 30}) check_slope(images, i, dx, images);
    for (Parameter* parameter : trunk.network().parameters()) {
      INFO(parameter->path);
      const Tensor gradient = parameter->grad().clone();
      for (const Index i : {Index{0}, parameter->value.count() - 1}) check_slope(parameter->value, i, gradient, x);
    }
  }
}

TEST_CASE("An optimised network in evaluation whose Dropout2d trains gives one image many answers", "[layering]") {
  for (const bool block : {false, true}) {
    Rng rng(3);
    Sequential network("net");
    if (block) {
      network.add(basic_block({.in_channels = 2, .out_channels = 2, .dropout = 0.5}), "block");
    } else {
      network.add(Conv2d(8, 3), "conv").add(ReLU(), "relu").add(Dropout2d(0.5), "drop");
    }
    network.add(Flatten(), "flatten").add(Linear(3), "fc");
    network.build({{6, 6, 2}, "HWC"}, rng);
    const Tensor x = Tensor::full({{50, 6, 6, 2}, "NHWC"}, 1, {Device::cpu, Dtype::f32});
    const auto spread = [&](Module& asked) {  // as chapter 9 asks with masks (9.20)
      const EvaluationMode evaluation(asked);
      set_mode<Dropout2d>(asked, true);
      const std::vector<double> scores = elements<double>(asked.forward(x).to(Dtype::f64));
      double sum = 0, squares = 0;
      for (std::size_t i = 0; i < scores.size(); i += 3) {
        sum += scores[i] / 50;
        squares += scores[i] * scores[i] / 50;
      }
      return std::sqrt(squares - sum * sum);
    };
    const std::unique_ptr<OptimizedNetwork> fast = optimize(network);
    fast->eval();
    fast->forward(x);
    INFO("block " << block);
    const double fused = spread(*fast), plain = spread(network);
    CHECK(plain > 1e-3);
    CHECK(fused > plain / 3);
    CHECK(fused < plain * 3);
  }
}
