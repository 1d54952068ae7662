#include "experiments/gradient_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/plot.hpp"

namespace strata::experiments {
namespace {

constexpr std::size_t most_lines = 7;  // as many as there are colours

// All layers, or first, last, and some between them at equal distances.
std::vector<std::size_t> shown_layers(std::size_t count) {
  std::vector<std::size_t> shown;
  const std::size_t lines = std::min(count, most_lines);
  for (std::size_t i = 0; i < lines; ++i) shown.push_back(lines == 1 ? 0 : i * (count - 1) / (lines - 1));
  return shown;
}

Picture draw(const std::string& title, const GradientFlow& flow, const std::filesystem::path& base) {
  const std::vector<double> steps(flow.steps.begin(), flow.steps.end());
  Plot plot(title, {"step", ""}, {"|dL/dW| / |W|", ""});
  plot.whole_x();
  for (const std::size_t layer : shown_layers(flow.layers.size())) {
    std::vector<double> sizes;
    for (const std::vector<double>& row : flow.sizes) sizes.push_back(row[layer]);
    plot.line(flow.layers[layer], steps, sizes);
  }
  return plot.log_y().write(base);
}

}  // namespace

void add_gradient_flow(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                       const std::string& recipe) {
  Table table({{"network", "", Align::left},
               {"first layer"},
               {"last layer"},
               {"smallest layer", "", Align::left},
               {"first / last", "", Align::left}});
  for (const std::string& network : networks) {
    const GradientFlow& flow = run.of(network, recipe).front()->trace.gradients;
    if (flow.sizes.empty()) continue;
    const std::string title =
        with_recipe(fmt::format("{}: gradients of the weights, beside the weights", network), recipe);
    report.picture(with_recipe(fmt::format("How large the gradients of {}'s layers are while it learns, seed {}",
                                           network, run.of(network, recipe).front()->seed),
                               recipe),
                   draw(title, flow, report.folder() / file_name("gradients", network)));
    const std::vector<double> sizes = typical_sizes(flow);
    const auto smallest = std::ranges::min_element(sizes);
    table.row({network, fmt::format("{:.1e}", sizes.front()), fmt::format("{:.1e}", sizes.back()),
               fmt::format("{} ({:.1e})", flow.layers[static_cast<std::size_t>(smallest - sizes.begin())], *smallest),
               describe(flow)});
  }
  report.table(
      "The size of a weight's gradient divided by that of the weight, median over the training with the first "
      "seed. Below a thousandth from first to last layer we call it vanishing, above a thousand exploding.",
      table);
}

}  // namespace strata::experiments
