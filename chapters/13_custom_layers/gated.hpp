#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

// [region kernels]
/// What a device must know to multiply by a gate. x, y and dy are [N,H,W,C]; g and dg are [N,C], one number for each
/// channel of an image, or [N,H,W,1], one for each pixel.
struct GatedKernels {
  void (*multiply)(const Tensor& x, const Tensor& g, Tensor& y);        ///< y = x ⊙ g (13.22)
  void (*sum_products)(const Tensor& x, const Tensor& dy, Tensor& dg);  ///< dg = Σ dy ⊙ x (13.26), (13.27)

  /// Which functions run where.
  static KernelTable<GatedKernels> table;
};
// [endregion kernels]

/// y = x ⊙ g(x): an image is multiplied by numbers that a module g makes of it, one for each channel or one for each
/// pixel (13.22). Where Residual adds what its branch computes, Gated multiplies. The part is called "gate".
class Gated : public Module {
 public:
  /// @param gate  g: its output must be [N,C] or [N,H,W,1]. @throws Error if there is none
  explicit Gated(std::unique_ptr<Module> gate);

  /// g.
  Module& gate() { return *gate_; }

  std::string kind() const override { return "Gated"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Gated>(gate_->fresh()); }
  void visit(StateVisitor& visitor) override { visitor.child("gate", *gate_); }

 protected:
  /// @throws Error naming both shapes unless samples are images and the output of the gate fits them
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  std::unique_ptr<Module> gate_;
  Tensor input_, gate_output_;
};

}  // namespace strata
