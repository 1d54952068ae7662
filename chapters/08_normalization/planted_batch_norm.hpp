#pragma once

// BatchNorm with mistakes on purpose, and a gradient check that is blind: what the program and the tests show of both.

#include <string>
#include <vector>

#include "02_modules/gradient_subject.hpp"
#include "08_normalization/batch_norm.hpp"

namespace strata {

/// A backward pass of BatchNorm with one mistake, for float64 on the CPU.
struct PlantedBatchNorm {
  std::string mistake;       ///< in words
  BatchNormKernels kernels;  ///< the plain ones but for `backward_input`
};

/// Every mistake of the chapter's text. They live to the end of the program.
const std::vector<PlantedBatchNorm>& planted_batch_norms();

/// The table's entry of such kernels, for a KernelScope.
inline KernelTable<BatchNormKernels>::Entry planted_entry(const PlantedBatchNorm& planted) {
  return {Device::cpu, Dtype::f64, "planted", &planted.kernels};
}

/// A module followed by the sum of all its outputs: its upstream gradient is the same number everywhere. This is how
/// `loss = y.sum()` checks a layer.
class SummedSubject : public GradientSubject {
 public:
  /// As ModuleSubject's.
  SummedSubject(const Module& module, const Tensor& x);

  Tensor forward() override;
  std::vector<Tensor> backward(const Tensor& dy, InputGradient wanted) override;
  void poison_gradients(double value) override { inner_.poison_gradients(value); }

 private:
  ModuleSubject inner_;
  Shape output_;
};

}  // namespace strata
