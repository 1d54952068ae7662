#pragma once

#include <string>

namespace strata {

/// Which half of a training step.
enum class StepPass { forward, backward };

/// Hears of each step of an optimised network when it begins and ends, to time it. A step that has parts tells of each
/// of them in between.
class StepObserver {
 public:
  StepObserver() = default;
  StepObserver(const StepObserver&) = delete;
  StepObserver& operator=(const StepObserver&) = delete;
  virtual ~StepObserver() = default;

  /// A step begins.
  virtual void begin() = 0;

  /// The step that began last, and has not ended yet, ends.
  /// @param layers  "conv1 + conv1_relu": the layers that it stands for
  /// @param pass    the half that ends
  virtual void end(const std::string& layers, StepPass pass) = 0;
};

/// Runs a step and tells an observer, if there is one. Returns what `run` returns.
template <class Step, class Run>
auto observed(StepObserver* observer, const Step& step, StepPass pass, const Run& run) {
  if (observer == nullptr) return run();
  observer->begin();
  auto result = run();
  observer->end(step.summary(), pass);
  return result;
}

}  // namespace strata
