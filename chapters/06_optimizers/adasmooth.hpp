#pragma once

#include <vector>

#include "01_tensors/kernels.hpp"
#include "06_optimizers/adasmooth_rule.hpp"
#include "06_optimizers/optimizer.hpp"

namespace strata {

/// What a device must know to take a step of AdaSmooth. Chapter 6 teaches the CPU, chapter 20 the GPU.
struct AdaSmoothKernels {
  /// (6.15) to (6.18) over all steps so far: their sum and the sum of their lengths are remembered.
  void (*step)(const Pace&, const AdaSmoothOptions&, const Tensor& gradient, Tensor& average_square,
               Tensor& displacement, Tensor& path_length, Tensor& value);
  /// The same over the last M steps, which are remembered one by one: `past_steps` is [M, ...shape of the value].
  void (*step_in_window)(const Pace&, const AdaSmoothOptions&, const Tensor& gradient, Tensor& average_square,
                         Tensor& past_steps, Tensor& value);

  /// The same for all parameters in one pass, with or without a window; null where there is no such function.
  void (*step_all)(const AdaSmoothOptions&, const JointStep&) = nullptr;

  /// Which functions run where.
  static KernelTable<AdaSmoothKernels> table;
};

/// AdaSmooth (Lu): averages the squares of gradients over few steps where a number goes straight on, and over many
/// where it goes back and forth.
///
/// A window of M steps costs M + 1 numbers of memory for each number of the network, and as many are read in every
/// step. Without a window (0, the default) it is 3, whatever the number of steps.
class AdaSmooth : public Optimizer {
 public:
  /// @throws Error as `Optimizer`'s constructor does, if an option is out of range, or for ρ1 above ρ2
  explicit AdaSmooth(std::vector<Parameter*> parameters, const AdaSmoothOptions& options = {});

 protected:
  void update(const Pace& pace, const Tensor& gradient, std::vector<Tensor>& memory, Tensor& value) override;
  void update_all(const JointStep& step) override;

 private:
  AdaSmoothOptions options_;
};

}  // namespace strata
