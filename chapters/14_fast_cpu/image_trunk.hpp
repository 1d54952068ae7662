#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "14_fast_cpu/fused_step.hpp"
#include "14_fast_cpu/fusion.hpp"
#include "14_fast_cpu/image_steps.hpp"

namespace strata::fast_cpu {

/// Neighbouring layers on images as one step of an optimised network: from one to the next, images need not be stored.
template <class T>
class ImageTrunk : public FusedStep {
 public:
  /// These steps, at least one.
  explicit ImageTrunk(std::vector<std::unique_ptr<ImageStep<T>>> steps);

  Tensor forward(const Tensor& x, bool training) override;
  Tensor backward(const Tensor& dy, InputGradient wanted) override;
  std::string summary() const override;
  void observe(StepObserver* observer) override { observer_ = observer; }

 private:
  std::vector<std::unique_ptr<ImageStep<T>>> steps_;
  StoredImages<T> input_;
  std::size_t first_to_learn_;
  StepObserver* observer_ = nullptr;
};

/// The rule for layers on images: as many as there are, as one step.
Fusion fuse_images(std::span<Module* const> layers, const FusionOptions& options = {});

}  // namespace strata::fast_cpu
