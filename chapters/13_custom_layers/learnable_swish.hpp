#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// What a device must know to run LearnableSwish. β is [1]; x, y, dy and dx have any shape, the same for all.
struct LearnableSwishKernels {
  void (*forward)(const Tensor& x, const Tensor& beta, Tensor& y);                                     ///< (13.8)
  void (*backward_input)(const Tensor& x, const Tensor& beta, const Tensor& dy, Tensor& dx);           ///< (13.10)
  void (*backward_beta)(const Tensor& x, const Tensor& beta, const Tensor& dy, Write, Tensor& dbeta);  ///< (13.12)

  /// Which functions run where.
  static KernelTable<LearnableSwishKernels> table;
};

/// y = x σ(βx), where β is learnt: one number for the whole layer (13.8). Chapter 4's Swish has a fixed one.
class LearnableSwish : public Module {
 public:
  /// @param beta  β at the start. @throws Error unless it is a finite number that float32 can hold
  explicit LearnableSwish(double beta = 1);

  /// β, [1].
  Parameter& beta() { return *beta_; }

  std::string kind() const override { return "LearnableSwish"; }
  /// With the β of now, once it is built: LearnableSwish(-0.46).
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<LearnableSwish>(first_beta_); }
  void visit(StateVisitor& visitor) override { visitor.parameter("beta", *beta_); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  double first_beta_;
  std::shared_ptr<Parameter> beta_ = std::make_shared<Parameter>();
  Tensor input_;
};

}  // namespace strata
