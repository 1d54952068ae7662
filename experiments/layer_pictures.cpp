#include "experiments/layer_pictures.hpp"

#include <cmath>
#include <string>

#include "04_activations/functions.hpp"
#include "common/median_time.hpp"
#include "common/plot.hpp"
#include "common/plot_bars.hpp"
#include "experiments/layer_references.hpp"

namespace strata::experiments {
namespace {

// A custom layer by a short name, and the layer that stands beside it.
struct BarPair {
  std::string name, custom, standard;
};

const std::vector<BarPair>& bar_pairs() {
  static const std::vector<BarPair> pairs{
      {"Swish, ReLU", "Swish(1)", "ReLU"},
      {"L2Pool, MaxPool", "L2Pool2d(2)", "MaxPool2d(2)"},
      {"LpPool, AveragePool", "LpPool2d(2, p 1.5)", "AveragePool2d(2)"},
      {"mean conv, conv", "mean_conv2d(16, 3x3)", "Conv2d(16, 3x3)"},
      {"scaled conv, conv", "scaled_conv2d(16, 3x3)", "Conv2d(16, 3x3)"},
  };
  return pairs;
}

Picture draw_times(const std::vector<LayerMeasurement>& all, const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::vector<double> custom, standard;
  for (const BarPair& pair : bar_pairs()) {
    names.push_back(pair.name);
    custom.push_back(1e3 * median(measurement_of(pair.custom, all).seconds));
    standard.push_back(1e3 * median(measurement_of(pair.standard, all).seconds));
  }
  BarChart chart("100 passes forward and back, four images of 32 x 32 pixels", {"time", "ms"}, names);
  chart.bars("custom layer", custom).bars("standard layer", standard);
  return chart.value_labels(1).write(folder / "times");
}

// As distances from our means, since the means themselves are of very different size.
Picture draw_gradients(const std::vector<LayerMeasurement>& all, const std::filesystem::path& folder) {
  Plot plot("Where the homework's mean gradients lie among ours, seed by seed", {"layer", ""},
            {"distance from our mean", "standard deviations"});
  std::vector<std::string> names;
  std::vector<double> places, distances;
  for (const HomeworkLayer& homework : homework_layers()) {
    if (std::isnan(homework.gradient)) continue;
    const LayerMeasurement& measured = measurement_of(homework.layer, all);
    const Spread spread = measured.over_seeds(&LayerGradients::mean);
    const auto place = static_cast<double>(names.size());
    names.push_back(homework.name);
    for (const LayerGradients& gradient : measured.gradients) {
      places.push_back(place);
      distances.push_back((gradient.mean - spread.mean) / spread.deviation);
    }
    plot.cross("homework", place, (homework.gradient - spread.mean) / spread.deviation);
  }
  plot.points("Strata", places, distances);
  return plot.x_categories(names).write(folder / "gradients");
}

template <class Function>
void draw_function(Plot& plot, const Function& function) {
  std::vector<double> x, values, slopes;
  for (int i = -600; i <= 600; ++i) {
    x.push_back(i / 100.0);
    values.push_back(function.value(x.back()));
    slopes.push_back(function.derivative(x.back()));
  }
  plot.line(Function::name, x, values).line(Function::name, x, slopes, {.dashed = true});
}

Picture draw_functions(const std::filesystem::path& folder) {
  Plot plot("Swish, ReLU and Sigmoid; dashed: their slopes", {"x", ""}, {"value or slope", ""});
  draw_function(plot, functions::Swish{1});
  draw_function(plot, functions::ReLU());
  draw_function(plot, functions::Sigmoid());
  return plot.y_range(-0.5, 3).write(folder / "functions");
}

}  // namespace

void add_layer_pictures(Report& report, const std::vector<LayerMeasurement>& all) {
  report.picture("What custom layers cost beside standard ones", draw_times(all, report.folder()));
  if (all.front().gradients.size() > 1) {  // one seed has no deviation
    report.picture("The homework's mean gradients among ours", draw_gradients(all, report.folder()));
  }
  report.picture("Three activations and their slopes", draw_functions(report.folder()));
}

}  // namespace strata::experiments
