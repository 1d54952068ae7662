#pragma once

#include <vector>

#include "01_tensors/kernels.hpp"
#include "06_optimizers/optimizer.hpp"
#include "06_optimizers/sgd_rule.hpp"

namespace strata {

// [region kernels]
/// What a device must know to take a step of SGD. Chapter 6 teaches the CPU, chapter 20 the GPU.
struct SgdKernels {
  /// (6.3) to (6.6); `momentum` is null where there is none.
  void (*step)(const Pace&, const SgdOptions&, const Tensor& gradient, Tensor* momentum, Tensor& value);

  /// The same for all parameters in one pass; null where there is no such function.
  void (*step_all)(const SgdOptions&, const JointStep&) = nullptr;

  /// Which functions run where.
  static KernelTable<SgdKernels> table;
};
// [endregion kernels]

/// Stochastic gradient descent, with momentum, Nesterov's form and weight decay, as PyTorch defines them.
class Sgd : public Optimizer {
 public:
  /// @throws Error as `Optimizer`'s constructor does, and for options that do not fit each other
  explicit Sgd(std::vector<Parameter*> parameters, const SgdOptions& options = {});

 protected:
  void update(const Pace& pace, const Tensor& gradient, std::vector<Tensor>& memory, Tensor& value) override;
  void update_all(const JointStep& step) override;

 private:
  SgdOptions options_;
};

}  // namespace strata
