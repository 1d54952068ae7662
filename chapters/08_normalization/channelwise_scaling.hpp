#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// What a device must know to run ChannelwiseScaling. x, y, dy and dx are [..., C], scale and shift [C]; a row is what
/// lies along the last axis.
struct ChannelwiseScalingKernels {
  void (*forward)(const Tensor& x, const Tensor& scale, const Tensor& shift, Tensor& y);  ///< y = γ x + β (8.1)
  void (*backward_input)(const Tensor& dy, const Tensor& scale, Tensor& dx);              ///< dx = γ dy (8.2)
  void (*backward_scale)(const Tensor& x, const Tensor& dy, Write, Tensor& dscale);       ///< dγ = Σ dy x (8.3)
  void (*backward_shift)(const Tensor& dy, Write, Tensor& dshift);                        ///< dβ = Σ dy (8.4)

  /// Which functions run where.
  static KernelTable<ChannelwiseScalingKernels> table;
};

/// y = γ x + β with one γ and one β for each channel, the last axis (8.1). At the start γ is 1 and β is 0: the layer
/// changes nothing. build() throws Error for samples of a single number, which have no channels.
class ChannelwiseScaling : public Module {
 public:
  /// γ, [C].
  Parameter& scale() { return *scale_; }

  /// β, [C].
  Parameter& shift() { return *shift_; }

  std::string kind() const override { return "ChannelwiseScaling"; }
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<ChannelwiseScaling>(); }
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  std::shared_ptr<Parameter> scale_ = std::make_shared<Parameter>();
  std::shared_ptr<Parameter> shift_ = std::make_shared<Parameter>();
  Tensor input_;
};

}  // namespace strata
