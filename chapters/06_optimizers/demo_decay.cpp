// Weight decay inside and outside of Adam's gradient.

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <numeric>

#include "01_tensors/views.hpp"
#include "common/table.hpp"
#include "demo_comparison.hpp"

using namespace strata;

namespace {

// The pixels in order of their mean brightness, darkest first.
std::vector<Index> by_brightness(const Tensor& rows) {
  const Eigen::RowVectorXd mean = matrix<float>(rows).cast<double>().colwise().mean();
  std::vector<Index> pixels(static_cast<std::size_t>(mean.size()));
  std::iota(pixels.begin(), pixels.end(), Index{0});
  std::ranges::stable_sort(pixels, {}, [&](Index pixel) { return mean[pixel]; });
  return pixels;
}

double mean_weight(Sequential& network, std::span<const Index> pixels) {
  const Tensor& weight = network.parameters().front()->value;
  double sum = 0;
  for (const Index pixel : pixels) sum += matrix<float>(weight).col(pixel).cwiseAbs().cast<double>().mean();
  return sum / static_cast<double>(pixels.size());
}

}  // namespace

void compare_decays(const Images& images, const ProgramOptions& options) {
  const std::vector<Index> pixels = by_brightness(images.rows);
  const std::size_t tenth = std::max<std::size_t>(1, pixels.size() / 10);
  const auto dark = std::span(pixels).first(tenth), bright = std::span(pixels).last(tenth);
  Table table({{"optimiser"}, {"weight decay"}, {"darkest tenth"}, {"brightest tenth"}, {"test accuracy"}});
  const auto add_row = [&](const Recipe& recipe, double decay) {
    Run run = train(images, recipe, options);
    table.row({recipe.name, fmt::format("{}", decay), Real{mean_weight(run.network, dark), 4},
               Real{mean_weight(run.network, bright), 4}, Percent{run.accuracy, 2}});
  };
  add_row(sgd("SGD", {.learning_rate = 0.03}), 0);
  add_row(adam("Adam", {}), 0);
  for (const double decay : {1e-5, 1e-4, 1e-3, 1e-2}) {
    add_row(adam("Adam, L2 in the gradient", {.weight_decay = decay}), decay);
    add_row(adam("Adam, decoupled", {.weight_decay = decay, .decoupled = true}), decay);
  }
  std::cout << "Mean size of the weights of the darkest and the brightest pixels:\n" << table << '\n';
}
