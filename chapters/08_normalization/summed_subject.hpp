#pragma once

#include <vector>

#include "02_modules/gradient_subject.hpp"

namespace strata {

/// A module followed by the sum of all its outputs: its upstream gradient is the same number everywhere. This is how
/// `loss = y.sum()` checks a layer, and it is blind to mistakes in (8.23): their gradients cancel.
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
