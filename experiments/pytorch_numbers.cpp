#include <algorithm>
#include <string>
#include <vector>

#include "experiments/number_rows.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/pytorch_report.hpp"
#include "experiments/side_summary.hpp"

namespace strata::experiments {
namespace {

// The number, or all of them where the seeds trained with different ones.
Cell threads_of(const Side& side) {
  const Index first = side.runs.front().training.threads;
  const bool same = std::ranges::all_of(side.runs, [&](const SideRun& run) { return run.training.threads == first; });
  if (same) return first;
  return different_texts(side, [](const SideRun& run) { return std::to_string(run.training.threads); });
}

NumberRow numbers_of(const Side& side, const PyTorchComparison& comparison, const Request& request) {
  const std::vector<double> losses = mean_losses(side),
                            differences = loss_differences(comparison.strata, comparison.pytorch);
  const SideRun& first = side.runs.front();
  NumberRow row;
  row.add("side", side.name)
      .add("compared network", compared_network)
      .add("source", source_of(side))
      .add("software", different_texts(side, [](const SideRun& run) { return run.software; }))
      .add("same work", differences.empty() ? "no" : "yes")
      .add("parameters", comparison.parameters)
      .add("images", first.images)
      .add("epochs", first.epochs())
      .add("batch size", first.batch_size)
      .add("device", first.device)
      .add("threads", threads_of(side))
      .add("seeds", side.runs.size())
      .add("quick", request.quick ? "yes" : "no")
      .add("training seconds", training_time(side))
      .add("slowest by fastest epoch", slowest_by_fastest_epoch(side))
      .add("memory MB", side.memory.batches.above)
      .add("memory MB, one pass", side.memory.one_pass.above)
      .add("idle MB", side.memory.batches.idle)
      .add("forward of 1 ms", middle_time(side, &SideRun::forward))
      .add("backward of 1 ms", middle_time(side, &SideRun::backward))
      .add("inference of 1 ms", middle_time(side, &SideRun::one))
      .add("inference of 64 ms", middle_time(side, &SideRun::many))
      .add("train loss, first", losses.front())
      .add("train loss, last", losses.back())
      .add("largest difference of losses", differences.empty() ? unmeasured : std::ranges::max(differences))
      .add("running accuracy", accuracy_of(side, &SideRun::running_accuracy))
      .add("train accuracy", accuracy_of(side, &SideRun::train_accuracy))
      .add("test accuracy", accuracy_of(side, &SideRun::test_accuracy));
  return row;
}

}  // namespace

void add_pytorch_numbers(Report& report, const PyTorchComparison& comparison, const Request& request) {
  report.numbers(table_of(
      {numbers_of(comparison.strata, comparison, request), numbers_of(comparison.pytorch, comparison, request)}));
}

}  // namespace strata::experiments
