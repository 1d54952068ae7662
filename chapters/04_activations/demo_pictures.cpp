#include "demo_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>

#include "04_activations/activation.hpp"
#include "common/plot.hpp"
#include "common/plot_bars.hpp"
#include "common/table.hpp"
#include "depth.hpp"

using namespace strata;

namespace {

const TrainedNetwork& find(const std::vector<TrainedNetwork>& trained, const std::string& between) {
  return *std::ranges::find(trained, between, &TrainedNetwork::between);
}

}  // namespace

Picture draw_accuracies(const std::vector<TrainedNetwork>& trained, const std::filesystem::path& out) {
  Plot plot("What a bend buys (dashed: two layers with nothing between, in the end)", {"epoch", ""},
            {"test accuracy", "%"});
  // Each keeps the colour that it has in the picture of functions. LeakyReLU lies on ReLU.
  for (const std::string& between : {ReLU().summary(), Tanh().summary(), Sigmoid().summary(), ELU().summary(),
                                     SoftPlus().summary(), Swish().summary()}) {
    std::vector<double> epochs, accuracies;
    for (const Score& score : find(trained, between).history.test) {
      epochs.push_back(static_cast<double>(epochs.size() + 1));
      accuracies.push_back(100 * score.accuracy);
    }
    plot.line(between, epochs, accuracies, {.markers = true});
  }
  return plot.level("nothing", 100 * find(trained, "nothing").test_accuracy()).write(out / "bends");
}

Picture draw_random_layers(const RandomLayerResults& results, double one_layer, const std::filesystem::path& out) {
  Table table({{"width"}, {"straight"}, {"with ReLU"}});
  std::vector<std::string> widths;
  for (std::size_t i = 0; i < results.widths.size(); ++i) {
    table.row({static_cast<Index>(results.widths[i]), Percent{results.straight[i] / 100, 2},
               Percent{results.bent[i] / 100, 2}});
    widths.push_back(Cell(static_cast<Index>(results.widths[i])).text());
  }
  std::cout << "A random layer that never learns, then a trained one; test accuracy:\n" << table << '\n';
  table.write(out / "random_layers.md");
  BarChart chart(
      fmt::format("Random layers of 16 to 1,024 outputs (one trained layer alone: {:.1f} %)", 100 * one_layer),
      {"test accuracy", "%"}, widths);
  chart.bars("with ReLU", results.bent);
  chart.bars("straight", results.straight);
  return chart.value_labels(1).write(out / "random_layers");
}

Picture compare_depths(const Dataset& data, std::uint64_t seed, const std::filesystem::path& out) {
  const Index samples = std::min<Index>(256, data.size());
  const Tensor x = rows_of_pixels(data.images.slice(0, samples)), labels = data.labels.slice(0, samples);
  const LinearOptions torch,
      xavier{.weight = Initialisation::xavier_normal(), .bias_values = Initialisation::constant(0)},
      kaiming{.weight = Initialisation::kaiming_normal(), .bias_values = Initialisation::constant(0)};
  Table table({{"activation"}, {"start"}, {"first layer"}, {"last layer"}, {"first / last"}, {"per layer, from 5 on"}});
  Plot plot("The gradient on its way down (dashed: PyTorch's start)", {"layer", ""},
            {"length of the weight's gradient", ""});
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
    const bool is_torch = start == "PyTorch";
    plot.line(activation.kind(), layers, norms, {.markers = !is_torch, .dashed = is_torch});
  };
  measure(ReLU(), "Kaiming", kaiming);
  measure(Tanh(), "Xavier", xavier);
  measure(ReLU(), "PyTorch", torch);
  measure(Tanh(), "PyTorch", torch);
  measure(Sigmoid(), "Xavier", xavier);
  measure(Sigmoid(), "PyTorch", torch);
  std::cout << "Gradients of the 21 weights of a deep chain, before the first step:\n" << table << '\n';
  table.write(out / "depth.md");
  return plot.log_y().x_range(0, 21).write(out / "depth");
}
