#include "experiments/comparison_tables.hpp"

#include <fmt/format.h>

namespace strata::experiments {
namespace {

// A value of the homework, or that it has none, or that it cannot stand beside ours.
std::string homework_value(const NetworkSummary& summary, const std::string& value) {
  if (!summary.homework) return "-";
  return summary.comparable ? value : fmt::format("{} ({})", value, not_comparable);
}

std::string homework_accuracy(const NetworkSummary& summary, Percent HomeworkNetwork::*accuracy) {
  return summary.homework ? homework_value(summary, Cell((*summary.homework).*accuracy).text()) : "-";
}

std::string accuracy_of(const NetworkSummary& summary, const char* recipe) {
  const RecipeSummary* found = summary.find(recipe);
  return found == nullptr ? "-" : percent(found->test);
}

std::string distance_of(const NetworkSummary& summary) {
  const RecipeSummary* found = summary.find("homework");
  if (!summary.comparable || found == nullptr) return "-";
  return distance(summary.homework->test_accuracy.fraction, found->test);
}

std::string gain_of(const NetworkSummary& summary) {
  const RecipeSummary* found = summary.find("book");
  if (!summary.comparable || found == nullptr) return "-";
  return fmt::format("{:+.2f}", 100 * (found->test.mean - summary.homework->test_accuracy.fraction));
}

std::string caption(const RecipeSummary& first) {
  std::string text = fmt::format(
      "Accuracies after the last epoch, mean ± standard deviation of {}; nothing is selected. Running accuracy: on the "
      "training images while the network changed, in the last epoch. Train accuracy: on the same images afterwards, in "
      "evaluation mode. Both, and the time of training, are those of the {}. Times of images: medians, a tenth to nine "
      "tenths.",
      first.seeds == 1 ? "one seed" : fmt::format("{} seeds", first.seeds),
      first.recipe == "homework" ? "homework's settings" : "book's recipe");
  if (first.seeds > 1) {
    text += fmt::format(
        " Distance: of the homework's value from our mean. Of {} seeds and one more, that one lies within {:.1f} "
        "deviations 95 times in a hundred.",
        first.seeds, prediction_deviations(first.seeds));
  }
  return text;
}

}  // namespace

std::string training_seconds(const Spread& seconds) {
  if (seconds.count < 2) return fmt::format("{:.1f}", seconds.mean);
  return fmt::format("{:.1f} ({:.1f} to {:.1f})", seconds.mean, seconds.low, seconds.high);
}

void add_comparison_table(Report& report, const std::vector<NetworkSummary>& all,
                          const std::map<std::string, NetworkTimes>& times, const Request& request) {
  Table table({{"network", "", Align::left},
               {"parameters"},
               {"epochs"},
               {"device", "", Align::left},
               {"training", "s"},
               {"1 image", "ms"},
               {"homework's", "ms"},
               {"64 images", "ms"},
               {"running accuracy"},
               {"homework's running accuracy"},
               {"train accuracy"},
               {"test accuracy, homework's settings"},
               {"homework's test accuracy"},
               {"its distance"},
               {"test accuracy, book's recipe"},
               {"above the homework's", "points"}});
  for (const NetworkSummary& summary : all) {
    const RecipeSummary& first = summary.recipes.front();
    const NetworkTimes& time = times.at(summary.network);
    table.row({summary.network, summary.parameters, summary.epochs, device_text(request),
               training_seconds(first.seconds), with_spread(time.one),
               summary.homework ? summary.homework->inference : "-", with_spread(time.batch), percent(first.running),
               homework_accuracy(summary, &HomeworkNetwork::running_accuracy), percent(first.train),
               accuracy_of(summary, "homework"), homework_accuracy(summary, &HomeworkNetwork::test_accuracy),
               distance_of(summary), accuracy_of(summary, "book"), gain_of(summary)});
  }
  report.table(caption(all.front().recipes.front()), table);
}

}  // namespace strata::experiments
