#pragma once

#include <vector>

#include "01_tensors/kernels.hpp"
#include "06_optimizers/adam_rule.hpp"
#include "06_optimizers/optimizer.hpp"

namespace strata {

/// What a device must know to take a step of Adam. Chapter 6 teaches the CPU, chapter 20 the GPU.
struct AdamKernels {
  /// (6.8) to (6.13)
  void (*step)(const Pace&, const AdamOptions&, const Tensor& gradient, Tensor& first, Tensor& second, Tensor& value);

  /// The same for all parameters in one pass; null where there is no such function.
  void (*step_all)(const AdamOptions&, const JointStep&) = nullptr;

  /// Which functions run where.
  static KernelTable<AdamKernels> table;
};

/// Adam (Kingma and Ba), with L2 or decoupled weight decay (Loshchilov and Hutter), as PyTorch defines them: every
/// number has a step size of its own.
class Adam : public Optimizer {
 public:
  /// @throws Error as `Optimizer`'s constructor does, and if an option is out of range
  explicit Adam(std::vector<Parameter*> parameters, const AdamOptions& options = {});

 protected:
  void update(const Pace& pace, const Tensor& gradient, std::vector<Tensor>& memory, Tensor& value) override;
  void update_all(const JointStep& step) override;

 private:
  AdamOptions options_;
};

}  // namespace strata
