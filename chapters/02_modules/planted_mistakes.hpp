#pragma once

// Wrong kernels on purpose: what the gradient check must catch and name.

#include <memory>
#include <string>
#include <utility>

#include "01_tensors/kernels.hpp"
#include "02_modules/mistake.hpp"
#include "02_modules/prototypes.hpp"

namespace strata {

/// Kernels of the Prototypes layer with one mistake in the backward pass, for float32 or float64 on the CPU. Install
/// them with a KernelScope. @throws Error for a mistake that cannot be made inside a kernel
KernelTable<PrototypesKernels>::Entry planted_prototypes(Mistake mistake, Dtype dtype);

/// Any module with a mistake that no kernel can make: it keeps the input of its first forward pass for ever. The right
/// line is `cached_ = x`, without a condition.
class StaleCache : public Module {
 public:
  /// Spoils the module inside.
  explicit StaleCache(std::unique_ptr<Module> inner) : inner_(std::move(inner)) {}

  std::string kind() const override { return "StaleCache"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<StaleCache>(inner_->fresh()); }
  void visit(StateVisitor& visitor) override { visitor.child("inner", *inner_); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override { return inner_->build(sample, rng); }
  Tensor do_forward(const Tensor& x) override {
    if (!cached_.defined()) cached_ = x.clone();  // planted
    return inner_->forward(x);
  }
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override {
    inner_->forward(cached_);
    return inner_->backward(dy, wanted);
  }

 private:
  std::unique_ptr<Module> inner_;
  Tensor cached_;
};

}  // namespace strata
