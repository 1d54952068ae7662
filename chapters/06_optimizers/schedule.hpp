#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "common/index.hpp"

namespace strata {

/// A learning rate that changes while training: a function of the number of steps that were taken before.
///
///     const Schedule schedule = Schedule::cosine(1e-3, steps_per_epoch * epochs);
///     optimizer.set_learning_rate(schedule.at(optimizer.steps()));  // before each step
///
/// All count in steps; for epochs, multiply by the steps of an epoch. Rates and factors must be finite and not
/// negative, lengths 1 or more: Error otherwise.
class Schedule {
 public:
  /// The rate of the step that `step` steps were taken before: at(0) is the first step's. @throws Error below 0
  double at(Index step) const;

  /// Always the same.
  static Schedule constant(double rate);

  /// Multiplied by `factor` after every `length` steps (6.24). PyTorch's StepLR.
  static Schedule stairs(double rate, Index length, double factor = 0.1);

  /// Multiplied by `factor` at each milestone (6.25). PyTorch's MultiStepLR.
  /// @throws Error unless the milestones ascend
  static Schedule milestones(double rate, std::vector<Index> milestones, double factor = 0.1);

  /// Half a period of a cosine, from `rate` to `lowest` in `length` steps (6.26), and `lowest` from there on. PyTorch's
  /// CosineAnnealingLR, which would rise again.
  static Schedule cosine(double rate, Index length, double lowest = 0);

  /// What one_cycle() can be told beside its peak and length.
  struct OneCycle {
    double rising_share = 0.3;  ///< of the steps, for the way up
    double start_divisor = 25;  ///< it starts at peak / start_divisor
    double end_divisor = 1e4;   ///< and ends at start / end_divisor
  };

  /// Up to `peak` and down again, along half periods of cosines (6.27). PyTorch's OneCycleLR, without its change of the
  /// momentum. @throws Error unless the rising share lies between 0 and 1 and there are two steps or more
  static Schedule one_cycle(double peak, Index length, OneCycle options);
  static Schedule one_cycle(double peak, Index length) { return one_cycle(peak, length, OneCycle()); }

  /// @{
  /// Falls as 1/√t after `warm_up` steps (6.28). Until then it rises from 1e-5, stays at `rate`, or rises from 0; at
  /// step `warm_up` all three are at `rate`.
  static Schedule inverse_sqrt(double rate, Index warm_up = 500);
  static Schedule inverse_sqrt_flat(double rate, Index warm_up = 500);
  static Schedule inverse_sqrt_from_zero(double rate, Index warm_up = 500);
  /// @}

 private:
  explicit Schedule(std::function<double(Index)> rate) : rate_(std::move(rate)) {}

  std::function<double(Index)> rate_;
};

}  // namespace strata
