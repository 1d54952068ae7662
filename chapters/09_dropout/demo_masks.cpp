#include "demo_masks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numbers>
#include <string>

#include "01_tensors/pixels.hpp"
#include "01_tensors/views.hpp"
#include "03_linear/image_halves.hpp"
#include "04_activations/activation.hpp"
#include "09_dropout/dropout.hpp"
#include "09_dropout/linear_penalty.hpp"
#include "common/image_grid.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

Tensor dropped(const Tensor& x, double p, std::uint64_t seed) {
  Dropout dropout(p);
  Rng rng(seed);
  dropout.to(x.dtype());
  dropout.build(x.shape().without_front(), rng);
  return dropout.forward(x);
}

double variance(const Tensor& x) {
  const Eigen::ArrayXd values = row<double>(x).transpose().array();
  return (values - values.mean()).square().mean();
}

}  // namespace

void show_mask_statistics(std::uint64_t seed, const std::filesystem::path& out) {
  constexpr Index entries = 1000000;
  Table table(
      {{"p"}, {"threshold"}, {"probability less p"}, {"dropped"}, {"mean of m"}, {"variance of m"}, {"p / (1 - p)"}});
  for (const double p : {0.5, 0.3, 0.25, 0.1}) {
    const Bernoulli bernoulli(p);
    const Tensor m = dropped(Tensor::full({1, entries}, 1.0, {Device::cpu, Dtype::f64}), p, seed);
    const double share = static_cast<double>((row<double>(m).array() == 0).count()) / entries;
    table.row({Real{p, 2}, bernoulli.threshold,
               fmt::format("{:.1e}", std::ldexp(static_cast<double>(bernoulli.threshold), -32) - p), Real{share, 4},
               Real{row<double>(m).mean(), 4}, Real{variance(m), 4}, Real{p / (1 - p), 4}});
  }
  std::cout << "Masks of a million entries:\n" << table << '\n';
  table.write(out / "masks.md");
}

// A line of sums with random weights and noise, of inputs that are not centred.
void show_linear_penalty(std::uint64_t seed) {
  constexpr Index samples = 50, inputs = 8, passes = 20000;
  constexpr double p = 0.3;
  Rng rng(seed, Stream::test);
  Tensor x({{samples, inputs}, "NI"}, {Device::cpu, Dtype::f64}), w({inputs}, x.options()), t({samples}, x.options());
  for (double& value : x.values<double>()) value = rng.uniform(0, 2);
  for (double& value : w.values<double>()) value = rng.normal();
  for (Index n = 0; n < samples; ++n) row<double>(t)[n] = matrix<double>(x).row(n).dot(row<double>(w)) + rng.normal();
  const LinearPenalty found = linear_penalty(x, w, t, p, passes, seed);
  std::cout << fmt::format(
      "A line of sums at p = {}: loss {:.3f}, penalty (9.14) {:.3f}, together {:.3f};\nthe mean loss of {} masks is "
      "{:.3f}.\n\n",
      p, found.loss, found.penalty, found.loss + found.penalty, passes, found.masked);
}

void show_variance_shift(std::uint64_t seed) {
  constexpr double p = 0.5;
  Rng rng(seed, Stream::test);
  Tensor x({1, 1000000}, {Device::cpu, Dtype::f64});
  for (double& value : x.values<double>()) value = std::max(0.0, rng.normal());
  const double mean_square = 0.5, mean = 1 / std::sqrt(2 * std::numbers::pi);  // of ReLU of normal numbers
  std::cout << fmt::format(
      "ReLU of normal numbers, Dropout({}): variance {:.3f} while training, {:.3f} in evaluation, {:.2f} "
      "times;\n(9.21) "
      "says {:.2f}.\n\n",
      p, variance(dropped(x, p, seed)), variance(x), variance(dropped(x, p, seed)) / variance(x),
      (mean_square / (1 - p) - mean * mean) / (mean_square - mean * mean));
}

Picture draw_masks(const Dataset& data, std::uint64_t seed, const std::filesystem::path& out) {
  const Tensor pixels = scaled_pixels(data.images.slice(0, 1));
  const Index height = pixels.dim(1), width = pixels.dim(2), channels = pixels.dim(3);
  ImageGrid grid("One image, with numbers dropped", {.columns = 4});
  const auto add = [&](const std::string& title, const Tensor& x) {
    Tensor shown = x.clone();
    row<float>(shown) = row<float>(shown).cwiseMin(1.0F);  // brighter than white is white
    if (channels == 3) {
      grid.rgb(title, shown.values<float>(), height, width);
    } else {
      grid.grey(title, shown.values<float>(), height, width);
    }
  };
  add("the image", pixels);
  for (const double p : {0.2, 0.5, 0.8}) add(fmt::format("p = {}", p), dropped(pixels, p, seed));
  for (const Index passes : {4, 16, 64, 256}) {
    Tensor mean = Tensor::full(pixels.shape(), 0.0);
    for (Index pass = 0; pass < passes; ++pass) {
      mean.add(dropped(pixels, 0.5, seed + static_cast<std::uint64_t>(pass)), 1 / static_cast<double>(passes));
    }
    add(fmt::format("mean of {}", passes), mean);
  }
  return grid.write(out / "masks");
}
