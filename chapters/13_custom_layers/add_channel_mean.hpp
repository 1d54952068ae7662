#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// What a device must know to run AddChannelMean. x and y are [..., C].
struct AddChannelMeanKernels {
  /// y_c = x_c + (1/C) Σ_k x_k (13.16); applied to dy, it gives dx (13.18)
  void (*add_mean)(const Tensor& x, Tensor& y);

  /// Which functions run where.
  static KernelTable<AddChannelMeanKernels> table;
};

/// To every channel of a pixel, the mean over all channels of this pixel is added (13.16). The channels are the last
/// axis. No parameters, and nothing is kept for the backward pass.
class AddChannelMean : public Module {
 public:
  std::string kind() const override { return "AddChannelMean"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<AddChannelMean>(); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;
};

}  // namespace strata
