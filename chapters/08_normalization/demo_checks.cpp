#include "demo_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>

#include "01_tensors/normal_numbers.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "03_linear/linear.hpp"
#include "05_losses/cross_entropy.hpp"
#include "08_normalization/planted_batch_norm.hpp"
#include "08_normalization/summed_subject.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

std::string verdict(const TensorReport& report) {
  return report.mistake == Mistake::none ? "passes" : name(report.mistake);
}

// What the check says of each mistake: with its own upstream gradient, with the sum of all outputs as the loss, and
// with inputs so small that ε is all there is below the root.
void check_mistakes(const ProgramOptions& options) {
  Rng rng(options.seed, Stream::test);
  const Tensor x = normal_numbers({{6, 4}, "NC"}, rng), tiny = normal_numbers({{6, 4}, "NC"}, rng, 0, 1e-6);
  BatchNorm layer;
  layer.build({{4}, "C"}, rng);
  for (float& scale : layer.scale().value.values<float>()) scale = static_cast<float>(rng.uniform(0.5, 2));
  for (float& shift : layer.shift().value.values<float>()) shift = static_cast<float>(rng.uniform(5, 10));
  Table table({{"planted in dx of BatchNorm"}, {"gradient check"}, {"y.sum() as the loss"}, {"inputs of size 1e-6"}});
  const auto add = [&](const std::string& mistake) {
    SummedSubject summed(layer, x);
    table.row({mistake, verdict(check_gradients(layer, x)["input"]), verdict(check_gradients(summed)["input"]),
               verdict(check_gradients(layer, tiny)["input"])});
  };
  add("nothing");
  for (const PlantedBatchNorm& planted : planted_batch_norms()) {
    const KernelScope<BatchNormKernels> scope(planted_entry(planted));
    add(planted.mistake);
  }
  std::cout << table << '\n';
  table.write(options.out / "mistakes.md");
}

// E[x²] - E[x]², as one reads it in books, all in float32.
float one_pass_variance(std::span<const float> values) {
  float sum = 0, squares = 0;
  for (const float x : values) {
    sum += x;
    squares += x * x;
  }
  const auto count = static_cast<float>(values.size());
  return squares / count - (sum / count) * (sum / count);
}

double loss_of(Sequential& network, const Tensor& x, const Tensor& labels) {
  CrossEntropy criterion;
  const double loss = criterion.forward(network.forward(x), labels);
  network.zero_grad();
  network.backward(criterion.backward(), InputGradient::skip);
  return loss;
}

}  // namespace

void check_layers(const Images& images, const ProgramOptions& options) {
  Sequential network =
      images.chain({.depth = 1, .width = 8, .normalisation = normalisation_named("BatchNorm")}, options.seed);
  const Tensor x = images.seen(images.data.train.images.slice(0, std::min<Index>(5, images.data.train.size())));
  std::cout << "The gradient check of a small network with BatchNorm on 5 images:\n"
            << check_gradients(network, x).text() << '\n';
  check_mistakes(options);
}

void compare_variances(const ProgramOptions& options) {
  constexpr Index count = 10000;
  Rng rng(options.seed, Stream::test);
  Table table({{"mean"}, {"variance of the numbers"}, {"E[x²] - E[x]²"}, {"BatchNorm"}, {"rounding of one number"}});
  for (const double mean : {0.0, 10.0, 100.0, 1e3, 1e4, 1e5}) {
    const Tensor x = normal_numbers({count, 1}, rng, mean), wide = x.to(Dtype::f64);
    Tensor mu({1}), variance({1});
    kernels<BatchNormKernels>(x).statistics(x, mu, variance);
    const auto exact = row<double>(wide).array();
    const float step = std::nextafter(static_cast<float>(mean), INFINITY) - static_cast<float>(mean);
    table.row({fmt::format("{}", mean), fmt::format("{:.6f}", (exact - exact.mean()).square().mean()),
               fmt::format("{:.6f}", one_pass_variance(x.values<float>())),
               fmt::format("{:.6f}", row<float>(variance)[0]), fmt::format("{:.0e}", mean > 0 ? step / 2 : 0.0)});
  }
  std::cout << "The variance of 10,000 normal numbers in float32:\n" << table << '\n';
  table.write(options.out / "variances.md");
}

void compare_weight_scales(const Images& images, const ProgramOptions& options) {
  const Dataset& data = images.data.train;
  const Index count = std::min<Index>(256, data.size());
  const Tensor x = images.seen(data.images.slice(0, count)), labels = data.labels.slice(0, count);
  Table table({{"α"}, {"loss"}, {"|dW|"}, {"accuracy, rate 0.1"}, {"accuracy, rate 0.1 α²"}});
  for (const double alpha : {1e-2, 1.0, 1e2, 1e4}) {
    const auto made = [&] {
      Sequential network = images.chain({.normalisation = normalisation_named("BatchNorm")}, options.seed);
      row<float>(network.parameters().front()->value) *= static_cast<float>(alpha);
      return network;
    };
    const auto accuracy = [&](double factor) {
      Sequential network = made();
      return train(network, images, {.seed = options.seed, .first_layer_factor = factor}).test_accuracy;
    };
    Sequential network = made();
    const double loss = loss_of(network, x, labels);
    table.row({fmt::format("{}", alpha), fmt::format("{:.5f}", loss),
               fmt::format("{:.3g}", row<float>(network.parameters().front()->grad()).norm()), Percent{accuracy(1), 2},
               Percent{accuracy(alpha * alpha), 2}});
  }
  std::cout << "The first weights multiplied by α, with BatchNorm behind them:\n" << table << '\n';
  table.write(options.out / "weight_scales.md");
}
