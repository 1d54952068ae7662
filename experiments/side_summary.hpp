#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/side_run.hpp"
#include "experiments/statistics.hpp"

namespace strata::experiments {

/// Seconds of training, over the seeds.
Spread training_time(const Side& side);

/// One of a run's three accuracies after the last epoch, over the seeds.
Spread accuracy_of(const Side& side, double SideRun::*accuracy);

/// Losses on all training images after so many epochs, over the seeds.
Spread loss_after(const Side& side, std::size_t epoch);

/// Losses on all training images before the first epoch, then after each; the mean of the seeds.
std::vector<double> mean_losses(const Side& side);

/// One of a run's times; of each of its numbers, the middle one of the seeds.
TimeRange middle_time(const Side& side, TimedPass SideRun::*pass);

/// The slowest epoch of all seeds by the fastest: far above 1 where something else ran on the machine.
double slowest_by_fastest_epoch(const Side& side);

/// What is said of each run, each text once, with " / " between: "1 thread, NCHW / 1 thread, channels last".
std::string different_texts(const Side& side, const std::function<std::string(const SideRun&)>& text);

/// "measured", or "stored run of 2026-11-22 on ...".
std::string source_of(const Side& side);

/// The largest difference of the losses of two runs of the same work, before the first epoch and after each; empty
/// where no run of one side has the work of one of the other.
std::vector<double> loss_differences(const Side& one, const Side& other);

/// Whether the losses of two sides can be compared: a run of one has the work of one of the other.
bool same_work(const Side& one, const Side& other);

/// What a side is called at the head of a column and in a picture: "PyTorch", "PyTorch, stored run", or "PyTorch,
/// stored run (not comparable)" where none of its runs had the work of one of `other`.
std::string head_of(const Side& side, const Side& other);

}  // namespace strata::experiments
