#include <fmt/format.h>

#include "experiments/comparison_tables.hpp"

namespace strata::experiments {

void add_recipe_table(Report& report, const std::vector<NetworkSummary>& all,
                      const std::map<std::string, NetworkTimes>& times) {
  Table table({{"network", "", Align::left},
               {"recipe", "", Align::left},
               {"seeds"},
               {"running accuracy"},
               {"train accuracy"},
               {"test accuracy"},
               {"lowest to highest"},
               {"train less test", "points"},
               {"training", "s"},
               {"a step", "ms"}});
  for (const NetworkSummary& summary : all) {
    for (const RecipeSummary& recipe : summary.recipes) {
      table.row({summary.network, recipe.recipe, recipe.seeds, percent(recipe.running), percent(recipe.train),
                 percent(recipe.test), percent_range(recipe.test),
                 fmt::format("{:+.2f}", 100 * (recipe.train.mean - recipe.test.mean)), training_seconds(recipe.seconds),
                 with_spread(times.at(summary.network).steps.at(recipe.recipe))});
    }
  }
  report.table(
      "Each recipe by itself. Train less test is how much more a network knows of the images that it has seen: "
      "overfitting. A step is a training step of one batch, timed alone.",
      table);
}

}  // namespace strata::experiments
