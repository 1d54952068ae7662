#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "01_tensors/allocator.hpp"
#include "02_modules/sequential.hpp"

namespace strata::fast_cpu {

/// Bytes that a training step takes beside the parameters, the images and the output's gradient.
struct StepMemory {
  std::size_t kept;  ///< from the end of the forward pass to the backward pass
  std::size_t peak;  ///< the most at any time
};

/// Some layers on images, which run one by one or as one fused step, with an allocator of their own that counts.
class MeasuredNetwork {
 public:
  /// Builds what `make` makes for images of this size [H,W,C] and makes a batch of them. With `fused`, what optimize()
  /// makes of it runs.
  MeasuredNetwork(const std::function<Sequential()>& make, const Shape& image, Index images, bool fused);
  MeasuredNetwork(const MeasuredNetwork&) = delete;
  MeasuredNetwork& operator=(const MeasuredNetwork&) = delete;
  ~MeasuredNetwork();

  /// One forward pass in evaluation mode.
  void evaluate();

  /// One forward and one backward pass in training mode, with the gradient of the images.
  void train();

  /// Of one training step. To be asked for before any other pass, since the most at any time includes theirs.
  StepMemory step_memory();

 private:
  struct Parts;

  std::unique_ptr<CachingAllocator> memory_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace strata::fast_cpu
