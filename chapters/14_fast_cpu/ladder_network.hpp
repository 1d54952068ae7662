#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "01_tensors/allocator.hpp"
#include "02_modules/sequential.hpp"
#include "ladder_timing.hpp"

namespace strata::fast_cpu {

/// Some layers on images, which run one by one or as one fused step, with an allocator of their own that counts.
class LadderNetwork {
 public:
  /// Builds what `make` makes for images of this size [H,W,C] and makes a batch of them. With `fused`, what optimize()
  /// makes of it runs.
  LadderNetwork(const std::function<Sequential()>& make, const Shape& image, Index images, bool fused);
  LadderNetwork(const LadderNetwork&) = delete;
  LadderNetwork& operator=(const LadderNetwork&) = delete;
  ~LadderNetwork();

  /// One forward pass in evaluation mode.
  void evaluate();

  /// One forward and one backward pass in training mode, with the gradient of the images.
  void train();

  /// @{
  /// Bytes that a training step takes beside the parameters, the images and the output's gradient: what it keeps from
  /// the end of the forward pass to the backward pass, and the most at any time. They are taken from the first step.
  std::size_t kept_bytes() const { return kept_; }
  std::size_t peak_bytes() const { return peak_; }
  /// @}

 private:
  struct Parts;

  std::unique_ptr<CachingAllocator> memory_;
  std::unique_ptr<Parts> parts_;
  std::size_t kept_ = 0, peak_ = 0;
};

/// What running layers as one step brings.
struct LadderComparison {
  LadderTime evaluation[2], training[2];  ///< the layers one by one, and as one step
  std::size_t kept[2], peak[2];           ///< bytes

  /// Times faster.
  double evaluation_gain() const { return evaluation[0].possible() / evaluation[1].possible(); }
  double training_gain() const { return training[0].possible() / training[1].possible(); }
};

/// Measures the layers one by one and as one step, in turns, on one thread.
LadderComparison compare_with_layers(const std::function<Sequential()>& make, const Shape& image, Index images,
                                     Index rounds);

}  // namespace strata::fast_cpu
