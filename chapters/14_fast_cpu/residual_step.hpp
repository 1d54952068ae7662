#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "14_fast_cpu/convolution_step.hpp"
#include "14_fast_cpu/image_step.hpp"

namespace strata::fast_cpu {

/// The sum of two batches of images, made where it is read, after a ReLU if there is one.
template <class T>
class SummedImages : public ImageSource<T> {
 public:
  /// Two batches of images of one size, which must outlive this.
  void set(const ImageSource<T>& a, const ImageSource<T>& b, bool rectified);

  ImageSize size() const override { return a_->size(); }
  Index samples() const override { return a_->samples(); }
  Index scratch_count() const override;
  Index depth() const override { return 1 + std::max(a_->depth(), b_->depth()); }
  void row(Index n, Index h, Index column, Index count, T* to, T* scratch) const override;

 private:
  const ImageSource<T>*a_ = nullptr, *b_ = nullptr;
  bool rectified_ = false;
};

// [region step]
/// y = φ(f(x) + s(x)) (12.1), (12.2). In training with a large batch the sum is not stored but made by whoever reads
/// it, unless it would be a sum of sums of sums; in evaluation the last convolution of the branch adds s(x) to what it
/// has just computed.
template <class T>
class ResidualStep : public ImageStep<T> {
 public:
  /// @param branch    the steps of f, of which the last is a convolution
  /// @param shortcut  s, or null where x itself is added
  /// @param rectified whether φ is a ReLU; else there is none
  /// @param name      for summary()
  /// @param options   what is stored
  ResidualStep(std::vector<std::unique_ptr<ConvolutionStep<T>>> branch, std::unique_ptr<ConvolutionStep<T>> shortcut,
               bool rectified, std::string name, const FusionOptions& options);

  const ImageSource<T>& forward(const ImageSource<T>& x, bool training) override;
  Tensor backward(Tensor dy, InputGradient wanted) override;
  void forget() override;
  bool learns() const override { return true; }
  std::string summary() const override;
  // [endregion step]

 private:
  const ImageSource<T>& evaluate(const ImageSource<T>& x);
  void store_together(const ImageSource<T>& x);
  void rectify_gradient(Tensor& dy) const;

  std::vector<std::unique_ptr<ConvolutionStep<T>>> branch_;
  std::unique_ptr<ConvolutionStep<T>> shortcut_;
  bool rectified_;
  std::string name_;
  FusionOptions options_;
  SummedImages<T> sum_;
  StoredImages<T> stored_;
};

}  // namespace strata::fast_cpu
