#include "demo_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "04_activations/activation.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"
#include "depth.hpp"

using namespace strata;

Picture draw_accuracies(const std::vector<TrainedNetwork>& trained, const std::filesystem::path& out) {
  Plot plot("What a bend buys", {"epoch", ""}, {"test accuracy", "%"});
  for (const TrainedNetwork& one : trained) {
    if (one.between == LeakyReLU().summary()) continue;
    std::vector<double> epochs, accuracies;
    for (const Score& score : one.history.test) {
      epochs.push_back(static_cast<double>(epochs.size() + 1));
      accuracies.push_back(100 * score.accuracy);
    }
    if (one.between == trained.front().between) {
      plot.level("one layer, in the end", accuracies.back());
    } else {
      plot.line(one.between, epochs, accuracies, {.markers = true, .dashed = one.between == "nothing"});
    }
  }
  return plot.write(out / "bends");
}

Picture draw_random_layers(const RandomLayerResults& results, double one_layer, const std::filesystem::path& out) {
  Table table({{"width"}, {"straight"}, {"with ReLU"}});
  for (std::size_t i = 0; i < results.widths.size(); ++i) {
    table.row({static_cast<Index>(results.widths[i]), Percent{results.straight[i] / 100, 2},
               Percent{results.bent[i] / 100, 2}});
  }
  std::cout << "A random layer that never learns, then a trained one; test accuracy:\n" << table << '\n';
  table.write(out / "random_layers.md");
  Plot plot("A first layer that nobody trained", {"width of the random layer", ""}, {"test accuracy", "%"});
  plot.line("random layer, ReLU, trained layer", results.widths, results.bent, {.markers = true});
  plot.line("random layer, trained layer", results.widths, results.straight, {.markers = true});
  return plot.level("one trained layer", 100 * one_layer).log_x().write(out / "random_layers");
}

Picture compare_depths(const Dataset& data, std::uint64_t seed, const std::filesystem::path& out) {
  const Index samples = std::min<Index>(256, data.size());
  const Tensor x = rows_of_pixels(data.images.slice(0, samples)), labels = data.labels.slice(0, samples);
  const LinearOptions torch,
      xavier{.weight = Initialisation::xavier_normal(), .bias_values = Initialisation::constant(0)},
      kaiming{.weight = Initialisation::kaiming_normal(), .bias_values = Initialisation::constant(0)};
  Table table({{"activation"}, {"start"}, {"first layer"}, {"last layer"}, {"first / last"}, {"per layer, from 5 on"}});
  Plot plot("The gradient on its way down", {"layer", ""}, {"length of the weight's gradient", ""});
  const auto measure = [&](const Module& activation, const std::string& start, const LinearOptions& linear) {
    const DeepChain chain{
        .activation = activation, .linear = linear, .classes = static_cast<Index>(data.class_names.size())};
    const std::vector<double> norms = weight_gradient_norms(chain, x, labels, seed);
    std::vector<double> layers;
    for (std::size_t i = 1; i <= norms.size(); ++i) layers.push_back(static_cast<double>(i));
    // In the first layers x still shrinks while dy grows; from the fifth on, the biases keep x up and dy is alone.
    const double per_layer = std::pow(norms[4] / norms.back(), 1.0 / static_cast<double>(norms.size() - 5));
    table.row({activation.kind(), start, fmt::format("{:.1e}", norms.front()), fmt::format("{:.1e}", norms.back()),
               fmt::format("{:.1e}", norms.front() / norms.back()), fmt::format("{:.2f}", per_layer)});
    plot.line(fmt::format("{}, {}", activation.kind(), start), layers, norms, {.markers = true});
  };
  measure(ReLU(), "Kaiming", kaiming);
  measure(Tanh(), "Xavier", xavier);
  measure(ReLU(), "PyTorch", torch);
  measure(Tanh(), "PyTorch", torch);
  measure(Sigmoid(), "Xavier", xavier);
  measure(Sigmoid(), "PyTorch", torch);
  std::cout << "Gradients of the 21 weights of a deep chain, before the first step:\n" << table << '\n';
  table.write(out / "depth.md");
  return plot.log_y().write(out / "depth");
}
