#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/plot.hpp"
#include "experiments/pytorch_report.hpp"
#include "experiments/side_summary.hpp"

namespace strata::experiments {
namespace {

// What the homework says of the loss after so many epochs, with its distance from ours where both have the same work.
std::string homework_loss(const PyTorchComparison& comparison, std::size_t epoch) {
  constexpr Index homework_batch = 1000;
  constexpr std::size_t first = 1, last = 10;
  constexpr double after_first = 0.40, after_last = 0.055;
  if (epoch != first && epoch != last) return "-";
  const double reported = epoch == first ? after_first : after_last;
  const Side& ours = comparison.strata;
  const bool same = comparison.homework_images && ours.runs.front().batch_size == homework_batch &&
                    epoch < ours.runs.front().losses.size();
  return fmt::format("about {} ({})", epoch == first ? "0.40" : "0.055",
                     same ? distance(reported, loss_after(ours, epoch)) : "not comparable");
}

void add_loss_table(Report& report, const PyTorchComparison& comparison) {
  const std::vector<double> ours = mean_losses(comparison.strata), theirs = mean_losses(comparison.pytorch),
                            differences = loss_differences(comparison.strata, comparison.pytorch);
  Table table({{"epochs trained"},
               {"Strata"},
               {head_of(comparison.pytorch, comparison.strata)},
               {"largest difference"},
               {"homework, both"}});
  for (std::size_t epoch = 0; epoch < std::max(ours.size(), theirs.size()); ++epoch) {
    const auto loss = [&](const std::vector<double>& losses) {
      return epoch < losses.size() ? fmt::format("{:.6f}", losses[epoch]) : "-";
    };
    table.row({epoch, loss(ours), loss(theirs),
               epoch < differences.size() ? fmt::format("{:.1e}", differences[epoch]) : "-",
               homework_loss(comparison, epoch)});
  }
  report.table(
      "Loss on all training images, in evaluation mode, mean of the seeds; the largest difference is that of the two "
      "runs of one seed. Beside the homework's value stands how many standard deviations it lies from Strata's mean.",
      table);
  if (differences.empty()) return;
  constexpr double rounding = 1e-5;  // of a loss of about 2.3
  const auto largest = std::ranges::max_element(differences);
  report.paragraph(fmt::format(
      "Both sides start from the same weights, where their losses differ by {:.1e}, and see the same batches "
      "in the same order. The largest difference of the curves is {:.1e}, after epoch {}: {}.",
      differences.front(), *largest, largest - differences.begin(),
      differences.front() < rounding ? "rounding, which every step carries on"
                                     : "more than rounding, so one side is wrong"));
}

void add_loss_pictures(Report& report, const PyTorchComparison& comparison) {
  const auto epochs_of = [](const std::vector<double>& values) {
    std::vector<double> epochs;
    for (std::size_t i = 0; i < values.size(); ++i) epochs.push_back(static_cast<double>(i));
    return epochs;
  };
  const std::vector<double> ours = mean_losses(comparison.strata), theirs = mean_losses(comparison.pytorch),
                            differences = loss_differences(comparison.strata, comparison.pytorch);
  Plot curves("Loss on all training images, mean of the seeds", {"epochs trained", ""}, {"cross-entropy", "nats"});
  curves.line("Strata", epochs_of(ours), ours, {.markers = true});
  curves.line(head_of(comparison.pytorch, comparison.strata), epochs_of(theirs), theirs, {.dashed = true});
  if (ours.front() > 10 * ours.back()) curves.log_y();  // on a shorter axis, it would have a number or two
  report.picture("The loss of both sides, epoch by epoch", curves.whole_x().write(report.folder() / "loss"));
  if (differences.empty()) return;
  Plot gap("How far the two losses of a seed are apart at most", {"epochs trained", ""},
           {"difference of the losses", "nats"});
  gap.line("difference", epochs_of(differences), differences, {.markers = true});
  report.picture("The largest difference of the two losses, epoch by epoch",
                 gap.log_y().whole_x().write(report.folder() / "loss_difference"));
}

}  // namespace

void add_pytorch_losses(Report& report, const PyTorchComparison& comparison) {
  add_loss_table(report, comparison);
  add_loss_pictures(report, comparison);
}

}  // namespace strata::experiments
