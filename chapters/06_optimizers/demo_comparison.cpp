#include "demo_comparison.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

struct Entry {
  Recipe recipe;
  std::optional<Schedule> schedule = std::nullopt;
};

std::vector<Entry> entries(Index steps) {
  return {{sgd("SGD", {.learning_rate = 0.03})},
          {sgd("SGD, cosine", {.learning_rate = 0.1}), Schedule::cosine(0.1, steps)},
          {sgd("momentum", {.learning_rate = 0.003, .momentum = 0.9})},
          {sgd("Nesterov", {.learning_rate = 0.003, .momentum = 0.9, .nesterov = true})},
          {adam("Adam", {})},
          {adam("Adam, one cycle", {.learning_rate = 0.005}), Schedule::one_cycle(0.005, steps)},
          {adasmooth("AdaSmooth", {})},
          {adasmooth("AdaSmooth, cosine", {.learning_rate = 0.003}), Schedule::cosine(0.003, steps)},
          {adasmooth("AdaSmooth, 0/0 = 0", {.ratio_at_rest = 0})},
          {adasmooth("AdaSmooth, M = 100", {.window = 100})}};
}

Picture draw_ratio(const Record& record, const Record& window, const std::filesystem::path& out) {
  Plot plot("AdaSmooth: how straight do the weights go?", {"step", ""},
            {"effective ratio e of weights that have moved", ""});
  plot.band("the middle eight tenths", record.steps, record.lowest, record.highest);
  plot.line("median", record.steps, record.ratio);
  return plot.line("median over a window of 100 steps", window.steps, window.ratio)
      .log_x()
      .y_range(0, 1)
      .write(out / "ratio");
}

}  // namespace

std::vector<Picture> compare_optimizers(const Images& images, const ProgramOptions& options) {
  Table table({{"optimiser"},
               {"learning rate"},
               {"loss after the first step"},
               {"test accuracy"},
               {"numbers remembered"},
               {"time of a step", "µs"}});
  Plot steps("How far a step goes", {"step", ""}, {"mean step of a weight", "learning rates"});
  Record ratio, window;
  for (const Entry& entry : entries(steps_of(images, options))) {
    const Run run = train(images, entry.recipe, options, entry.schedule);
    table.row({entry.recipe.name, fmt::format("{}", entry.recipe.rate), run.second_loss, Percent{run.accuracy, 2},
               run.remembered, Real{run.microseconds, 1}});
    if (entry.recipe.name == "AdaSmooth, M = 100") window = run.record;
    if (entry.schedule || entry.recipe.name == "Nesterov" || entry.recipe.name == "AdaSmooth, M = 100") continue;
    steps.line(entry.recipe.name, run.record.steps, run.record.moved);
    if (entry.recipe.name == "AdaSmooth") ratio = run.record;
  }
  std::cout << table << '\n';
  table.write(options.out / "results.md");
  table.write(options.out / "results.json");
  return {draw_ratio(ratio, window, options.out), steps.log_x().log_y().write(options.out / "steps")};
}
