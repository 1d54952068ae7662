#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// What a device must know to run LayerNorm. x, y, dy and dx are R rows of F numbers, scale and shift have F, mean and
/// variance one number per row; a scale or shift that is null stands for 1 or 0. Means run along each row.
struct LayerNormKernels {
  /// μ and v of each row, then y = γ x̂ + β (8.26), (8.27)
  void (*forward)(const Tensor& x, double epsilon, const Tensor* scale, const Tensor* shift, Tensor& mean,
                  Tensor& variance, Tensor& y);

  /// dγ = Σ dy x̂ and dβ = Σ dy over all rows (8.28), assigned
  void (*backward_sums)(const Tensor& x, const Tensor& mean, const Tensor& variance, double epsilon, const Tensor& dy,
                        Tensor& dscale, Tensor& dshift);

  /// dx = r (g - mean g - x̂ mean g x̂) with g = γ dy (8.29)
  void (*backward_input)(const Tensor& x, const Tensor& mean, const Tensor& variance, double epsilon,
                         const Tensor* scale, const Tensor& dy, Tensor& dx);

  /// Which functions run where.
  static KernelTable<LayerNormKernels> table;
};

/// The options of a LayerNorm layer. The defaults are PyTorch's for normalized_shape = the last axis.
struct LayerNormOptions {
  Index axes = 1;         ///< mean and variance run over so many of the last axes; `any`: over all axes of a sample
  double epsilon = 1e-5;  ///< ε, above 0
  bool affine = true;     ///< whether to have scale and shift, one number for each place of those axes
};

/// Gives every sample mean 0 and variance 1 along its last axes, then γ times that plus β. With one axis, an image
/// [H,W,C] is normalised at each position over its channels, and γ and β are [C]; with all axes, as a whole, and they
/// are [H,W,C]. No sample sees another, so training and evaluation are the same.
///
/// build() throws Error for samples with fewer axes than that, and where only one number would be normalised.
class LayerNorm : public Module {
 public:
  /// @throws Error unless ε is a finite number above 0 and `axes` is 1 or more, or `any`
  explicit LayerNorm(LayerNormOptions options = {});

  /// γ, of the shape of the last axes. @throws Error if the layer has none
  Parameter& scale();

  /// β, likewise. @throws Error if the layer has none
  Parameter& shift();

  std::string kind() const override { return "LayerNorm"; }
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<LayerNorm>(options_); }
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  const Tensor* scale_value() const { return scale_ ? &scale_->value : nullptr; }
  const Tensor* shift_value() const { return shift_ ? &shift_->value : nullptr; }

  LayerNormOptions options_;
  Shape normalised_;
  std::shared_ptr<Parameter> scale_, shift_;  // null without an affine part
  Tensor input_, mean_, variance_;
};

}  // namespace strata
