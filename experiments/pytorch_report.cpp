#include "experiments/pytorch_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/plot.hpp"
#include "experiments/network_times.hpp"
#include "experiments/side_summary.hpp"
#include "experiments/strata_side.hpp"

namespace strata::experiments {
namespace {

bool same_work(const PyTorchComparison& comparison) {
  return !loss_differences(comparison.strata, comparison.pytorch).empty();
}

// Of two times or two memories. A run of another day and machine has none.
std::string ratio(const Side& theirs, double of_ours, double of_theirs) {
  return theirs.stored.empty() && of_ours > 0 ? fmt::format("{:.2f}", of_theirs / of_ours) : "-";
}

std::string seconds_text(const Spread& seconds) {
  if (seconds.count < 2) return fmt::format("{:.2f}", seconds.mean);
  return fmt::format("{:.2f} ({:.2f} to {:.2f})", seconds.mean, seconds.low, seconds.high);
}

std::string on_a_gpu(const std::string& value) { return value + " (not comparable: GPU)"; }

void add_side_table(Report& report, const PyTorchComparison& comparison) {
  const Side &ours = comparison.strata, &theirs = comparison.pytorch;
  Table table({{"measure", "", Align::left},
               {"Strata"},
               {"PyTorch"},
               {"PyTorch / Strata"},
               {"homework: CuPy library"},
               {"homework: PyTorch"}});
  table.row({"parameters", comparison.parameters, comparison.parameters, "-", "-", "-"});
  const auto memory_row = [&](const std::string& name, double of_ours, double of_theirs, const std::string& cupy,
                              const std::string& pytorch) {
    table.row({name, fmt::format("{:.0f}", of_ours), fmt::format("{:.0f}", of_theirs),
               ratio(theirs, of_ours, of_theirs), cupy, pytorch});
  };
  memory_row("memory above the idle process, MB", ours.memory.batches.above, theirs.memory.batches.above,
             on_a_gpu("660"), on_a_gpu("3,210"));
  memory_row("the same, all training images in one evaluation, MB", ours.memory.one_pass.above,
             theirs.memory.one_pass.above, "-", "-");
  memory_row("idle process, MB", ours.memory.batches.idle, theirs.memory.batches.idle, "-", "-");
  table.row({fmt::format("training, {} epochs, s", comparison.settings.epochs), seconds_text(training_time(ours)),
             seconds_text(training_time(theirs)), ratio(theirs, training_time(ours).mean, training_time(theirs).mean),
             on_a_gpu("15.60"), on_a_gpu("9.65")});
  const auto pass_row = [&](const std::string& name, InferenceTime SideRun::*time, const std::string& cupy,
                            const std::string& pytorch) {
    const InferenceTime of_ours = middle_time(ours, time), of_theirs = middle_time(theirs, time);
    table.row({name, with_spread(of_ours), with_spread(of_theirs), ratio(theirs, of_ours.median, of_theirs.median),
               on_a_gpu(cupy), on_a_gpu(pytorch)});
  };
  pass_row("1 image forward, ms", &SideRun::forward, "2.22", "4.11");
  pass_row("1 image backward, ms", &SideRun::backward, "16.88", "9.03");
  table.row({"test accuracy", percent(test_accuracy(ours)), percent(test_accuracy(theirs)), "-", "-", "-"});
  report.table(
      fmt::format("Both sides train on {} images. Memory: the most that a process of its own had in training steps of "
                  "{} images and an evaluation of "
                  "{} at a time, above what it had with network and images before the first step. Training without "
                  "the evaluations; mean and range of the seeds. One image: medians, a tenth to nine tenths; forward "
                  "includes the loss, backward goes from the loss to all weights. Strata: {}. PyTorch, {}: {}.",
                  Cell(comparison.images).text(), Cell(comparison.settings.batch_size).text(),
                  Cell(compared_evaluation_batch).text(), ours.runs.front().how, source_of(theirs),
                  theirs.runs.front().how),
      table);
  if (theirs.stored.empty()) return;
  report.paragraph(same_work(comparison)
                       ? "PyTorch's stored run had the same first weights, images and batches, so the losses can be "
                         "compared. Its times and its memory are those of its machine."
                       : fmt::format("PyTorch's stored run had other settings or other images, and nothing of it can "
                                     "be compared with Strata's: `{}`.",
                                     theirs.runs.front().work));
}

void add_loss_table(Report& report, const PyTorchComparison& comparison) {
  const std::vector<double> ours = mean_losses(comparison.strata), theirs = mean_losses(comparison.pytorch),
                            differences = loss_differences(comparison.strata, comparison.pytorch);
  Table table({{"epochs trained"}, {"Strata"}, {"PyTorch"}, {"largest difference"}, {"homework, both"}});
  for (std::size_t epoch = 0; epoch < std::max(ours.size(), theirs.size()); ++epoch) {
    const auto loss = [&](const std::vector<double>& losses) {
      return epoch < losses.size() ? fmt::format("{:.6f}", losses[epoch]) : "-";
    };
    const std::string homework = epoch == 1 ? "about 0.40" : epoch == 10 ? "about 0.055" : "-";
    table.row({epoch, loss(ours), loss(theirs),
               epoch < differences.size() ? fmt::format("{:.1e}", differences[epoch]) : "-", homework});
  }
  report.table(
      "Loss on all training images, in evaluation mode, mean of the seeds; the largest difference is that of the two "
      "runs of one seed. The homework reports about 0.40 and 0.055 for both.",
      table);
  if (differences.empty()) return;
  const auto largest = std::ranges::max_element(differences);
  report.paragraph(fmt::format(
      "Both sides start from the same weights, where their losses differ by {:.1e}, and see the same batches "
      "in the same order. The largest difference of the curves is {:.1e}, after epoch {}: rounding, which "
      "every step carries on.",
      differences.front(), *largest, largest - differences.begin()));
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
  curves.line(comparison.pytorch.stored.empty() ? "PyTorch" : "PyTorch, stored run", epochs_of(theirs), theirs,
              {.dashed = true});
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

void add_pytorch_comparison(Report& report, const PyTorchComparison& comparison, const Request& request) {
  add_side_table(report, comparison);
  add_loss_table(report, comparison);
  report.paragraph(
      "What of the sources is corrected here:\n\n"
      "- PyTorch's 3.21 GB come from an evaluation of all 60,000 images in one forward pass: the outputs of the first "
      "convolution and of its ReLU alone are 2 · 60,000 · 8 · 28 · 28 numbers of 4 bytes, 3.01 GB. Here both sides "
      "evaluate 1,000 at a time, and the second row of memory shows what one pass takes.\n"
      "- The homework's times include different work on the two sides and were taken without a warm-up. Here both "
      "sides have the same first weights and the same batches, evaluations do not count, and one image is timed after "
      "a warm-up, many times.");
  add_loss_pictures(report, comparison);
  add_pytorch_numbers(report, comparison, request);
}

}  // namespace strata::experiments
