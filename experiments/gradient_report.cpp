#include "experiments/gradient_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/plot.hpp"

namespace strata::experiments {
namespace {

constexpr std::size_t most_lines = 7;  // as many as there are colours

std::size_t smallest_layer(const std::vector<double>& sizes) {
  return static_cast<std::size_t>(std::ranges::min_element(sizes) - sizes.begin());
}

// Where the most numbers in a row are left out, the one in their middle.
std::size_t middle_of_widest_gap(const std::set<std::size_t>& shown) {
  std::size_t from = *shown.begin(), to = from;
  for (auto next = std::next(shown.begin()); next != shown.end(); ++next) {
    const std::size_t before = *std::prev(next);
    if (*next - before > to - from) from = before, to = *next;
  }
  return from + (to - from) / 2;
}

std::string which_layers(const GradientFlow& flow) {
  const std::size_t count = flow.layers.size();
  if (count <= most_lines) return "";
  return fmt::format(
      ", {} of its {} layers: the first, the last, the one with the smallest gradients, and some between", most_lines,
      count);
}

Picture draw(const std::string& title, const GradientFlow& flow, const std::filesystem::path& base) {
  const std::vector<double> steps(flow.steps.begin(), flow.steps.end());
  Plot plot(title, {"step", ""}, {"|dL/dW| / |W|", ""});
  plot.whole_x();
  for (const std::size_t layer : shown_layers(flow, most_lines)) {
    std::vector<double> sizes;
    for (const std::vector<double>& row : flow.sizes) sizes.push_back(row[layer]);
    plot.line(flow.layers[layer], steps, sizes);
  }
  return plot.log_y().write(base);
}

}  // namespace

std::set<std::size_t> shown_layers(const GradientFlow& flow, std::size_t most) {
  const std::size_t count = flow.layers.size();
  std::set<std::size_t> shown{0, smallest_layer(typical_sizes(flow)), count - 1};
  while (shown.size() < std::min(count, most)) shown.insert(middle_of_widest_gap(shown));
  return shown;
}

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
    report.picture(with_recipe(fmt::format("How large the gradients of {}'s layers are while it learns, seed {}{}",
                                           network, run.of(network, recipe).front()->seed, which_layers(flow)),
                               recipe),
                   draw(title, flow, report.folder() / file_name("gradients", network)));
    const std::vector<double> sizes = typical_sizes(flow);
    const std::size_t smallest = smallest_layer(sizes);
    table.row({network, fmt::format("{:.1e}", sizes.front()), fmt::format("{:.1e}", sizes.back()),
               fmt::format("{} ({:.1e})", flow.layers[smallest], sizes[smallest]), describe(flow)});
  }
  report.table(
      "The size of a weight's gradient divided by that of the weight, median over the training with the first "
      "seed. Below a thousandth from first to last layer we call it vanishing, above a thousand exploding.",
      table);
}

}  // namespace strata::experiments
