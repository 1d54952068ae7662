#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

// [region kernels]
/// What a device must know to run SoftMax. Both passes work on rows along the last axis.
struct SoftMaxKernels {
  static constexpr std::string_view name = "SoftMax";               ///< for tables and messages
  void (*forward)(const Tensor& x, Tensor& p);                      ///< p_k = e^(x_k - m) / Σ e^(x_j - m) (4.23)
  void (*backward)(const Tensor& p, const Tensor& dp, Tensor& dx);  ///< dx = p ∘ (dp - Σ dp p) (4.26)

  /// Which functions run where.
  static KernelTable<SoftMaxKernels> table;
};

/// What a device must know to run LogSoftMax.
struct LogSoftMaxKernels {
  static constexpr std::string_view name = "LogSoftMax";            ///< for tables and messages
  void (*forward)(const Tensor& x, Tensor& y);                      ///< y_k = x_k - m - ln Σ e^(x_j - m) (4.28)
  void (*backward)(const Tensor& y, const Tensor& dy, Tensor& dx);  ///< dx = dy - e^y Σ dy (4.30)

  /// Which functions run where.
  static KernelTable<LogSoftMaxKernels> table;
};
// [endregion kernels]

/// Turns each row along the last axis into another row, and goes back from its output alone: the layer keeps a handle
/// to y, not to x. So nobody may write into y between forward() and backward().
template <class Kernels>
class RowActivation : public Module {
 public:
  std::string kind() const override { return std::string(Kernels::name); }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<RowActivation>(); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Tensor output_;
};

/// Scores to probabilities along the last axis (4.23): each row of y is positive and sums to 1. A row that holds NaN or
/// +infinity becomes NaN; -infinity becomes 0 unless the whole row is.
using SoftMax = RowActivation<SoftMaxKernels>;

/// The logarithms of these probabilities (4.28), finite for every finite score where the logarithm of SoftMax is not.
using LogSoftMax = RowActivation<LogSoftMaxKernels>;

extern template class RowActivation<SoftMaxKernels>;
extern template class RowActivation<LogSoftMaxKernels>;

}  // namespace strata
