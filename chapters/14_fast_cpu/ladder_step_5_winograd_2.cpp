// Step 5: fewer products. Winograd's F(2×2, 3×3) makes 2 × 2 results from 4 × 4 pixels with 16 products for each pair
// of channels, where the sums have 36 (14.10) to (14.13). What it costs are additions around them: the pixels and the
// results are transformed, and so is the weight, once. Speed is still counted with the operations of the sums, so that
// a share of the peak can be more than all of it. The kernel is WinogradConvolution<float, 2>.

#include "14_fast_cpu/winograd_convolution.hpp"
#include "ladder_layer.hpp"
#include "ladder_whole_images.hpp"

namespace strata::fast_cpu {
namespace {

void compute_winograd_2(const Window& window, const Tensor& x, const Tensor& weight, Tensor& y) {
  convolve_whole_images(WinogradConvolution<float, 2>(window, x.dim(3), y.dim(3), ConvolutionPass::forward), x, weight,
                        y);
}

}  // namespace

LadderKernel winograd_two_step() {
  return {5, "Winograd, F(2×2)",
          "16 products for 2x2 results instead of 36, paid with additions that transform pixels and results.", false,
          &compute_winograd_2};
}

}  // namespace strata::fast_cpu
