#include "experiments/comparison_tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <vector>

#include "common/parallel.hpp"
#include "experiments/network_summary.hpp"

namespace strata::experiments {
namespace {

constexpr const char* not_comparable = "not comparable";

std::string whole_seconds(const Spread& seconds) {
  if (seconds.count < 2) return fmt::format("{:.1f}", seconds.mean);
  return fmt::format("{:.1f} to {:.1f}", seconds.low, seconds.high);
}

// What the homework reports beside what we measure with its settings.
std::string homework_value(const NetworkSummary& summary) {
  if (summary.homework.data.empty()) return "-";
  const std::string value = Cell(summary.homework.test_accuracy).text();
  return summary.comparable ? value : fmt::format("{} ({})", value, not_comparable);
}

std::string accuracy_of(const NetworkSummary& summary, const char* recipe) {
  const RecipeSummary* found = summary.find(recipe);
  return found == nullptr ? "-" : percent(found->test);
}

std::string distance_of(const NetworkSummary& summary) {
  const RecipeSummary* found = summary.find("homework");
  if (!summary.comparable || found == nullptr) return "-";
  return distance(summary.homework.test_accuracy.fraction, found->test);
}

std::string gain_of(const NetworkSummary& summary) {
  const RecipeSummary* found = summary.find("book");
  if (!summary.comparable || found == nullptr) return "-";
  return fmt::format("{:+.2f}", 100 * (found->test.mean - summary.homework.test_accuracy.fraction));
}

void add_main_table(Report& report, const std::vector<NetworkSummary>& all,
                    const std::map<std::string, NetworkTimes>& times, const Request& request) {
  Table table({{"network", "", Align::left},
               {"parameters"},
               {"epochs"},
               {"device", "", Align::left},
               {"training", "s"},
               {"1 image", "ms"},
               {"64 images", "ms"},
               {"running accuracy"},
               {"train accuracy"},
               {"test accuracy, homework's settings"},
               {"homework's value"},
               {"its distance"},
               {"test accuracy, book's recipe"},
               {"against homework's value", "points"}});
  for (const NetworkSummary& summary : all) {
    const RecipeSummary& first = summary.recipes.front();
    const NetworkTimes& time = times.at(summary.network);
    table.row({summary.network, summary.parameters, summary.epochs, device_text(request), whole_seconds(first.seconds),
               with_spread(time.one), with_spread(time.batch), percent(first.running), percent(first.train),
               accuracy_of(summary, "homework"), homework_value(summary), distance_of(summary),
               accuracy_of(summary, "book"), gain_of(summary)});
  }
  report.table(
      fmt::format("Accuracies after the last epoch, mean ± standard deviation of {} seeds; nothing is selected. "
                  "Running accuracy: on the training images while the network changed, in the last epoch. Train "
                  "accuracy: on the same images afterwards, in evaluation mode. Both, and the time of training, "
                  "are those of the {}. Times of images: medians, a tenth to nine tenths.",
                  all.front().recipes.front().seeds,
                  all.front().recipes.front().recipe == "homework" ? "homework's settings" : "book's recipe"),
      table);
}

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
                 percent(recipe.test), fmt::format("{:.2f} to {:.2f} %", 100 * recipe.test.low, 100 * recipe.test.high),
                 fmt::format("{:+.2f}", 100 * (recipe.train.mean - recipe.test.mean)), whole_seconds(recipe.seconds),
                 with_spread(times.at(summary.network).step)});
    }
  }
  report.table(
      "Each recipe by itself. Train less test is how much more a network knows of the images that it has seen: "
      "overfitting. A step is a training step of one batch, timed alone.",
      table);
}

void add_pytorch_table(Report& report, const std::vector<NetworkSummary>& all) {
  Table table({{"network", "", Align::left},
               {"Strata"},
               {"PyTorch"},
               {"difference", "points"},
               {"99 % interval", "points"},
               {"verdict", "", Align::left}});
  std::string version;
  for (const NetworkSummary& summary : all) {
    const RecipeSummary* ours = summary.find("homework");
    if (!summary.pytorch || ours == nullptr) continue;
    version = summary.pytorch->version;
    const Spread theirs = spread_of(summary.pytorch->test_accuracy);
    const double difference = ours->test.mean - theirs.mean;
    const bool judged = ours->test.count > 1 && theirs.count > 1;
    const double half = judged ? welch_half_width(ours->test, theirs) : std::numeric_limits<double>::quiet_NaN();
    table.row({summary.network, percent(ours->test), percent(theirs), fmt::format("{:+.2f}", 100 * difference),
               judged ? fmt::format("±{:.2f}", 100 * half) : "-",
               !judged                       ? "too few seeds"
               : std::abs(difference) < half ? "chance"
                                             : "more than chance"});
  }
  if (table.rows() == 0) return;
  report.table(fmt::format("The homework's settings in Strata and in PyTorch {}. A difference of means within Welch's "
                           "99 % interval is no more than chance.",
                           version),
               table);
}

void add_numbers(Report& report, const std::vector<NetworkSummary>& all,
                 const std::map<std::string, NetworkTimes>& times, const Request& request) {
  Table table({{"network"},
               {"recipe"},
               {"parameters"},
               {"epochs"},
               {"batch size"},
               {"device"},
               {"threads"},
               {"seeds"},
               {"training seconds, mean"},
               {"training seconds, lowest"},
               {"training seconds, highest"},
               {"step ms, median"},
               {"inference of 1 ms, median"},
               {"inference of 1 ms, low"},
               {"inference of 1 ms, high"},
               {"inference of 64 ms, median"},
               {"inference of 64 ms, low"},
               {"inference of 64 ms, high"},
               {"running accuracy, mean"},
               {"running accuracy, deviation"},
               {"train accuracy, mean"},
               {"train accuracy, deviation"},
               {"test accuracy, mean"},
               {"test accuracy, deviation"},
               {"test accuracy, lowest"},
               {"test accuracy, highest"},
               {"homework's test accuracy"},
               {"comparable"}});
  for (const NetworkSummary& summary : all) {
    const NetworkTimes& time = times.at(summary.network);
    for (const RecipeSummary& recipe : summary.recipes) {
      const auto real = [](double value) { return Cell(Real{value, 6}); };
      table.row({summary.network,
                 recipe.recipe,
                 summary.parameters,
                 summary.epochs,
                 summary.batch_size,
                 request.device,
                 thread_count(),
                 recipe.seeds,
                 real(recipe.seconds.mean),
                 real(recipe.seconds.low),
                 real(recipe.seconds.high),
                 real(time.step.median),
                 real(time.one.median),
                 real(time.one.low),
                 real(time.one.high),
                 real(time.batch.median),
                 real(time.batch.low),
                 real(time.batch.high),
                 real(recipe.running.mean),
                 real(recipe.running.deviation),
                 real(recipe.train.mean),
                 real(recipe.train.deviation),
                 real(recipe.test.mean),
                 real(recipe.test.deviation),
                 real(recipe.test.low),
                 real(recipe.test.high),
                 real(summary.homework.test_accuracy.fraction),
                 summary.comparable ? "yes" : not_comparable});
    }
  }
  report.numbers(table);
}

}  // namespace

void add_tables(Report& report, const NetworkComparison& comparison, const ComparisonRun& run,
                const std::map<std::string, NetworkTimes>& times, const Request& request) {
  std::vector<NetworkSummary> all;
  for (const std::string& network : run.networks()) all.push_back(summarise(network, comparison, run));
  add_main_table(report, all, times, request);
  add_recipe_table(report, all, times);
  add_pytorch_table(report, all);
  add_numbers(report, all, times, request);
}

}  // namespace strata::experiments
