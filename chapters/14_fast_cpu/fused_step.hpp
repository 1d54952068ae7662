#pragma once

#include <memory>
#include <string>
#include <utility>

#include "02_modules/module.hpp"
#include "14_fast_cpu/step_observer.hpp"

namespace strata {

/// A few neighbouring layers of a network, run as one. It owns no numbers: it reads and trains the parameters and
/// buffers of the layers that it stands for.
class FusedStep {
 public:
  FusedStep() = default;
  FusedStep(const FusedStep&) = delete;
  FusedStep& operator=(const FusedStep&) = delete;
  virtual ~FusedStep() = default;

  /// What the layers would make of x. While training it keeps what backward() will need.
  virtual Tensor forward(const Tensor& x, bool training) = 0;

  /// Writes or adds the gradients of the layers' parameters and returns dx, or an undefined tensor if it is skipped.
  virtual Tensor backward(const Tensor& dy, InputGradient wanted) = 0;

  /// "conv1 + conv1_relu + pool1": the layers it stands for.
  virtual std::string summary() const = 0;

  /// From now on tells this observer of its parts, if it has several; null: nobody. The observer must outlive that.
  virtual void observe(StepObserver*) {}
};

}  // namespace strata
