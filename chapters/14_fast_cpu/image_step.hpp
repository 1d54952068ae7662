#pragma once

#include <string>
#include <utility>

#include "02_modules/module.hpp"
#include "14_fast_cpu/images.hpp"
#include "common/error.hpp"

namespace strata::fast_cpu {

/// A few neighbouring layers on images, run as one. What a step makes need not be stored: the next step reads it
/// through an ImageSource.
template <class T>
class ImageStep {
 public:
  ImageStep() = default;
  ImageStep(const ImageStep&) = delete;
  ImageStep& operator=(const ImageStep&) = delete;
  virtual ~ImageStep() = default;

  /// What the layers make of x. In training, the step keeps a reference to x, and x and the result stay as they are
  /// until backward() has returned; else until the next call.
  virtual const ImageSource<T>& forward(const ImageSource<T>& x, bool training) = 0;

  /// Writes or adds the gradients of the layers' parameters and returns dx, or an undefined tensor if it is skipped.
  /// @param dy      the gradients of the images that forward() made; the step may write into it
  /// @param wanted  whether the caller needs dx
  virtual Tensor backward(Tensor dy, InputGradient wanted) = 0;

  /// Lets go of what the last forward() kept.
  virtual void forget() = 0;

  /// Whether backward() writes gradients of parameters.
  virtual bool learns() const = 0;

  /// "conv1 + conv1_norm + conv1_activation".
  virtual std::string summary() const = 0;

 protected:
  /// For a backward() that reads the step's own result again, which belongs to the caller of the last step.
  /// @throws Error if somebody has written into it
  void expect_unchanged(const StoredImages<T>& result) const {
    if (result.unchanged()) return;
    throw Error({summary() + ", backward()", "an output that was written into since forward()", "the output as it was",
                 "backward() reads it once more: write into a clone(), and read through a const Tensor"});
  }
};

}  // namespace strata::fast_cpu
