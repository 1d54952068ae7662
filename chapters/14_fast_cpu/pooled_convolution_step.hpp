#pragma once

#include <string>
#include <utility>

#include "10_convolution/conv2d.hpp"
#include "14_fast_cpu/folded_convolution.hpp"
#include "14_fast_cpu/image_step.hpp"

namespace strata::fast_cpu {

// [region step]
/// Convolution, ReLU and the largest of each 2 × 2 pixels as one step. The output of the convolution stays in the
/// cache; what is stored is a quarter as large, with a byte for each number that says which pixel won (14.17).
template <class T>
class PooledConvolutionStep : public ImageStep<T> {
 public:
  /// For these layers, of which the first must outlive it.
  PooledConvolutionStep(Conv2d& convolution, bool rectified, std::string names)
      : convolution_(convolution), rectified_(rectified), names_(std::move(names)) {}

  const ImageSource<T>& forward(const ImageSource<T>& x, bool training) override;
  Tensor backward(Tensor dy, InputGradient wanted) override;
  void forget() override;
  bool learns() const override { return true; }
  std::string summary() const override { return names_; }
  // [endregion step]

 private:
  Conv2d& convolution_;
  bool rectified_;
  std::string names_;
  const ImageSource<T>* x_ = nullptr;
  StoredImages<T> pooled_;
  FoldedConvolution<T> folded_;  // in evaluation
  Tensor winners_;               // uint8, of pooled_'s shape
};

}  // namespace strata::fast_cpu
