#pragma once

#include <memory>
#include <optional>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// What the numbers of each channel are normalised with.
struct ChannelStatistics {
  Tensor mean;           ///< μ, [C]
  Tensor variance;       ///< v, [C]
  double epsilon = 0.0;  ///< ε, added to v below the root
};

// [region kernels]
/// What a device must know to run BatchNorm. x, y, dy and dx are [..., C], all others [C]; a scale or shift that is
/// null stands for 1 or 0. Sums and means run over all R rows of the batch.
struct BatchNormKernels {
  void (*statistics)(const Tensor& x, Tensor& mean, Tensor& variance);  ///< μ and v of a batch (8.5), (8.6)

  /// Takes a batch of `rows` rows into the running statistics and counts it (8.9) to (8.11).
  void (*track)(const ChannelStatistics& batch, Index rows, std::optional<double> momentum, Tensor& running_mean,
                Tensor& running_variance, Tensor& batches_tracked);

  /// y = γ x̂ + β (8.7), (8.8)
  void (*forward)(const Tensor& x, const ChannelStatistics&, const Tensor* scale, const Tensor* shift, Tensor& y);

  /// dγ = Σ dy x̂ and dβ = Σ dy (8.13), assigned
  void (*backward_sums)(const Tensor& x, const ChannelStatistics&, const Tensor& dy, Tensor& dscale, Tensor& dshift);

  /// dx = γ r (dy - dβ / R - x̂ dγ / R) (8.23)
  void (*backward_input)(const Tensor& x, const ChannelStatistics&, const Tensor* scale, const Tensor& dy,
                         const Tensor& dscale, const Tensor& dshift, Tensor& dx);

  /// Which functions run where.
  static KernelTable<BatchNormKernels> table;
};
// [endregion kernels]

// [region options]
/// The options of a BatchNorm layer. The defaults are PyTorch's.
struct BatchNormOptions {
  double epsilon = 1e-5;                 ///< ε in (8.7), above 0; the course's NumPy framework has 1e-3
  std::optional<double> momentum = 0.1;  ///< how much of the newest batch enters the running statistics (8.10);
                                         ///< without: all batches count alike (8.11)
  bool affine = true;                    ///< whether to have scale and shift
};
// [endregion options]

/// Gives every channel mean 0 and variance 1, then γ times that plus β. Channels are the last axis; rows are whatever
/// the other axes count: the samples of [N,C], all positions of all images of [N,H,W,C].
///
/// While training, mean and variance are those of the batch. In evaluation they are running averages of what training
/// saw, so that the output for a sample does not depend on the others.
///
/// While training, forward() throws Error for a batch of one row: its variance is 0. build() throws Error for samples
/// of a single number, which have no channels.
class BatchNorm : public Module {
 public:
  /// @throws Error unless ε is a finite number above 0 and momentum, if there is one, lies from 0 to 1
  explicit BatchNorm(BatchNormOptions options = {});

  /// γ, [C]. @throws Error if the layer has none
  Parameter& scale();

  /// β, [C]. @throws Error if the layer has none
  Parameter& shift();

  /// The options that it was made with.
  const BatchNormOptions& norm_options() const { return options_; }

  /// @{
  /// What evaluation normalises with, [C] each, and how many batches went into it, int64 [1].
  const Tensor& running_mean() const { return running_mean_; }
  const Tensor& running_variance() const { return running_variance_; }
  const Tensor& batches_tracked() const { return batches_tracked_; }
  /// @}

  std::string kind() const override { return "BatchNorm"; }
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<BatchNorm>(options_); }
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  ChannelStatistics track(const Tensor& x);  // the batch's own, which enter the running ones
  const Tensor* scale_value() const { return scale_ ? &scale_->value : nullptr; }
  const Tensor* shift_value() const { return shift_ ? &shift_->value : nullptr; }

  BatchNormOptions options_;
  std::shared_ptr<Parameter> scale_, shift_;  // null without an affine part
  Tensor running_mean_, running_variance_, batches_tracked_;
  Tensor input_;
  ChannelStatistics batch_;
};

}  // namespace strata
