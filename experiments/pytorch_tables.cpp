#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <string>

#include "experiments/compared_training.hpp"
#include "experiments/network_times.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/pytorch_report.hpp"
#include "experiments/side_summary.hpp"

namespace strata::experiments {
namespace {

constexpr const char* no_value = "-";

// Of two times or two memories. A run of another day and machine has none.
std::string ratio(const Side& theirs, double of_ours, double of_theirs) {
  const bool both = of_ours > 0 && !std::isnan(of_theirs);
  return theirs.stored.empty() && both ? fmt::format("{:.2f}", of_theirs / of_ours) : no_value;
}

std::string seconds_text(const Spread& seconds) {
  if (seconds.count < 2) return fmt::format("{:.2f}", seconds.mean);
  return fmt::format("{:.2f} ({:.2f} to {:.2f})", seconds.mean, seconds.low, seconds.high);
}

std::string time_or_none(const TimeRange& time) { return std::isnan(time.median) ? no_value : with_spread(time); }

std::string way_or_none(const TimedPass& pass) { return std::isnan(pass.time.median) ? no_value : pass.way.text(); }

std::string accuracy_or_none(const Spread& accuracy) {
  return std::isnan(accuracy.mean) ? no_value : percent(accuracy);
}

std::string on_a_gpu(const std::string& value) { return value + " (not comparable: GPU)"; }

// The rows of the table, which all have the same six columns.
class SideTable {
 public:
  explicit SideTable(const PyTorchComparison& comparison)
      : ours_(comparison.strata),
        theirs_(comparison.pytorch),
        table_({{"measure", "", Align::left},
                {"Strata"},
                {head_of(theirs_, ours_)},
                {"PyTorch / Strata"},
                {"homework: CuPy library"},
                {"homework: PyTorch"}}) {}

  // What both sides were given.
  void given(const std::string& name, Index SideRun::*number, const std::string& homework) {
    const Cell ours(ours_.runs.front().*number), theirs(theirs_.runs.front().*number);
    table_.row({name, ours, theirs, no_value, homework, homework});
  }

  void row(const std::string& name, const Cell& ours, const Cell& theirs, const std::string& homework = no_value) {
    table_.row({name, ours, theirs, no_value, homework, homework});
  }

  void memory(const std::string& name, const std::function<double(const SideMemory&)>& of,
              const std::string& cupy = no_value, const std::string& pytorch = no_value) {
    const double ours = of(ours_.memory), theirs = of(theirs_.memory);
    table_.row({name, std::llround(ours), std::llround(theirs), ratio(theirs_, ours, theirs), cupy, pytorch});
  }

  void training(const std::string& cupy, const std::string& pytorch) {
    const Spread ours = training_time(ours_), theirs = training_time(theirs_);
    table_.row({"training, s", seconds_text(ours), seconds_text(theirs), ratio(theirs_, ours.mean, theirs.mean),
                on_a_gpu(cupy), on_a_gpu(pytorch)});
  }

  void pass(const std::string& name, TimedPass SideRun::*timed, const std::string& cupy = no_value,
            const std::string& pytorch = no_value) {
    const TimeRange ours = middle_time(ours_, timed), theirs = middle_time(theirs_, timed);
    table_.row(
        {name, time_or_none(ours), time_or_none(theirs), ratio(theirs_, ours.median, theirs.median), cupy, pytorch});
  }

  void accuracy(const std::string& name, double SideRun::*number) {
    row(name, accuracy_or_none(accuracy_of(ours_, number)), accuracy_or_none(accuracy_of(theirs_, number)));
  }

  const Table& table() const { return table_; }

 private:
  const Side& ours_;
  const Side& theirs_;
  Table table_;
};

std::string device_of(const Side& side) {
  return different_texts(
      side, [](const SideRun& run) { return fmt::format("{}, {}", run.device, threads_text(run.training.threads)); });
}

void add_sides(Report& report, const PyTorchComparison& comparison) {
  const Side &ours = comparison.strata, &theirs = comparison.pytorch;
  SideTable sides(comparison);
  sides.row("network", compared_network, compared_network);
  sides.row("parameters", comparison.parameters, comparison.parameters);
  sides.given("training images", &SideRun::images, "60,000");
  sides.given("images of a step", &SideRun::batch_size, "1,000");
  sides.row("epochs", ours.runs.front().epochs(), theirs.runs.front().epochs(), "10");
  sides.row("seeds", ours.runs.size(), theirs.runs.size(), "1");
  sides.row("device and threads of the training", device_of(ours), device_of(theirs), "GPU");
  sides.training("15.60", "9.65");
  sides.memory(
      "memory above the idle process, MB", [](const SideMemory& memory) { return memory.batches.above; },
      on_a_gpu("660"), on_a_gpu("3,210"));
  sides.memory("the same, all training images in one evaluation, MB",
               [](const SideMemory& memory) { return memory.one_pass.above; });
  sides.memory("idle process, MB", [](const SideMemory& memory) { return memory.batches.idle; });
  sides.pass("1 image forward, ms", &SideRun::forward, on_a_gpu("2.22"), on_a_gpu("4.11"));
  sides.pass("1 image backward, ms", &SideRun::backward, on_a_gpu("16.88"), on_a_gpu("9.03"));
  sides.pass("inference of 1 image, ms", &SideRun::one);
  sides.pass(fmt::format("inference of {} images, ms", compared_inference_batch), &SideRun::many);
  sides.accuracy("running accuracy, last epoch", &SideRun::running_accuracy);
  sides.accuracy("train accuracy", &SideRun::train_accuracy);
  sides.accuracy("test accuracy", &SideRun::test_accuracy);
  report.table(
      fmt::format(
          "Memory: the most that a process of its own had in training steps and an evaluation of {} images at a time, "
          "above what it had with the network and the images, as bytes, before the first step. Training: without the "
          "evaluations; mean and range of the seeds. Times of passes: medians, a tenth to nine tenths; forward is in "
          "training mode and includes the loss, backward goes from the loss to all weights, inference is a forward "
          "pass in evaluation mode. Accuracies after the last epoch, mean of the seeds ± standard deviation; the "
          "running one is that of the last epoch while the network changed, the others are those in evaluation mode.",
          Cell(compared_evaluation_batch).text()),
      sides.table());
}

// Medians of passes are taken over the seeds, which need not all have found the same way the fastest.
void add_ways(Report& report, const PyTorchComparison& comparison) {
  const Side &ours = comparison.strata, &theirs = comparison.pytorch;
  Table table({{"how", "", Align::left}, {"Strata"}, {head_of(theirs, ours)}});
  const auto row = [&](const std::string& name, const std::function<std::string(const SideRun&)>& text) {
    table.row({name, different_texts(ours, text), different_texts(theirs, text)});
  };
  row("software", [](const SideRun& run) { return run.software; });
  row("measured", [](const SideRun& run) { return run.made; });
  row("training", [](const SideRun& run) { return run.training.text(); });
  row("1 image forward and backward", [](const SideRun& run) { return way_or_none(run.forward); });
  row("inference of 1 image", [](const SideRun& run) { return way_or_none(run.one); });
  row(fmt::format("inference of {} images", compared_inference_batch),
      [](const SideRun& run) { return way_or_none(run.many); });
  report.table(
      "How the numbers above came about. PyTorch tries one thread and all, in both of its memory formats, and the "
      "fastest way counts; of memory, the lesser of both formats.",
      table);
}

// A stored run says what it is, and times that cannot be trusted say so.
void add_warnings(Report& report, const PyTorchComparison& comparison) {
  const Side& theirs = comparison.pytorch;
  if (!theirs.stored.empty()) {
    report.paragraph(!same_work(theirs, comparison.strata)
                         ? fmt::format("PyTorch's stored run had other settings or other images, and nothing of it can "
                                       "be compared with Strata's: `{}`.",
                                       theirs.runs.front().work)
                         : "PyTorch's stored run had the same first weights, images and batches, so losses and "
                           "accuracies can be compared. Its times and its memory are those of its machine.");
  }
  constexpr double seconds_to_judge = 5, steady = 1.5;  // short epochs differ by themselves
  for (const Side* side : {&comparison.strata, &theirs}) {
    const double times = slowest_by_fastest_epoch(*side);
    if (training_time(*side).mean < seconds_to_judge || times < steady) continue;
    report.paragraph(
        fmt::format("{}: the slowest epoch took {:.1f} times as long as the fastest, though all have the "
                    "same work. Something else ran on the machine, so these times say little.",
                    head_of(*side, comparison.strata), times));
  }
}

}  // namespace

void add_pytorch_tables(Report& report, const PyTorchComparison& comparison) {
  add_sides(report, comparison);
  add_ways(report, comparison);
  add_warnings(report, comparison);
}

}  // namespace strata::experiments
