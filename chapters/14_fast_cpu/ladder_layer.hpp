#pragma once

#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "10_convolution/window.hpp"

namespace strata::fast_cpu {

/// The layer that steps 1 to 6 compute: 3 × 3 taps on images of 32 × 32 pixels, 64 channels to 64, with zeros around.
struct LadderLayer {
  static constexpr Index size = 32, channels = 64, taps = 9;  ///< rows and columns, channels in and out, 3 × 3

  /// Random images and a random weight.
  explicit LadderLayer(Index images);

  /// Operations of the plain sums: a multiplication and an addition for each tap and pair of channels.
  static double operations(Index images) {
    return 2.0 * taps * channels * channels * size * size * static_cast<double>(images);
  }

  Window window;  ///< how it slides
  Tensor x;       ///< [N,32,32,64]
  Tensor weight;  ///< [64,3,3,64]
};

/// A way to compute the layer. Each stands in a file of its own, ladder_step_1_loops.cpp to
/// ladder_step_6_winograd_4.cpp.
struct LadderKernel {
  int step;          ///< 1 to 6
  std::string name;  ///< a few words
  std::string adds;  ///< what it adds to the step before, in a sentence
  bool slow;         ///< few images are enough to measure it
  /// y from x, all of it: a weight that the kernel wants in another order is brought into it here.
  void (*compute)(const Window&, const Tensor& x, const Tensor& weight, Tensor& y);
};

/// @{
/// The steps.
LadderKernel plain_loops_step();
LadderKernel im2col_batch_step();
LadderKernel im2col_tiles_step();
LadderKernel direct_step();
LadderKernel winograd_two_step();
LadderKernel winograd_four_step();
/// @}

/// All six, in their order.
std::vector<LadderKernel> ladder_kernels();

}  // namespace strata::fast_cpu
