#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// How far and when: what a step's kernel is told beside the options. The clock changes with every step and is read on
/// its own device; the other two change only where the caller says so.
struct Pace {
  const Tensor& clock;  ///< float64 [2] on the parameter's device: learning rate, number of this step from 1
  double rate_factor;   ///< of this parameter
  double missed;        ///< steps for which this parameter was frozen
};

/// One parameter in a step: what a kernel that steps all of them together is told of each.
struct ParameterStep {
  Pace pace;                    ///< how far and when
  const Tensor& gradient;       ///< of the parameter
  std::vector<Tensor>& memory;  ///< what the optimiser remembers of it
  Tensor& value;                ///< its numbers
};

/// What the kernels of a device remember from one step of an optimiser to the next, beside its numbers: on a GPU, where
/// all parameters lie. It belongs to the optimiser and goes with it.
class StepNotes {
 public:
  StepNotes() = default;
  StepNotes(const StepNotes&) = delete;
  StepNotes& operator=(const StepNotes&) = delete;
  virtual ~StepNotes() = default;
};

/// A step of all parameters that move, for kernels that take it in one pass.
struct JointStep {
  std::span<const ParameterStep> parameters;  ///< one at least, and all of one dtype
  std::size_t most;                           ///< how many the optimiser has, with those that are frozen
  std::unique_ptr<StepNotes>& notes;          ///< null before the first step
};

/// The learning rate and the number of the step for one parameter.
struct StepNow {
  double rate;  ///< η times the parameter's factor
  double step;  ///< t, from 1: how many steps this parameter has taken, this one included
};

/// Read where the clock is, by the kernel itself.
constexpr StepNow step_now(const double* clock, double rate_factor, double missed) {
  return {clock[0] * rate_factor, clock[1] - missed};
}

}  // namespace strata
