// Step 6: larger tiles. F(4×4, 3×3) makes 4 × 4 results with 36 products instead of 144: a quarter, where F(2×2) needs
// 4/9. The matrices around them hold larger numbers, and rounding errors grow with these (14.16): the last column of
// the table shows by how much. The kernel is WinogradConvolution<float, 4>.

#include "14_fast_cpu/winograd_convolution.hpp"
#include "ladder_layer.hpp"
#include "ladder_whole_images.hpp"

namespace strata::fast_cpu {
namespace {

void compute_winograd_4(const Window& window, const Tensor& x, const Tensor& weight, Tensor& y) {
  convolve_whole_images(WinogradConvolution<float, 4>(window, x.dim(3), y.dim(3), ConvolutionPass::forward), x, weight,
                        y);
}

}  // namespace

LadderKernel winograd_four_step() {
  return {6, "Winograd, F(4×4)", "36 products for 4x4 results instead of 144, with a larger rounding error.", false,
          &compute_winograd_4};
}

}  // namespace strata::fast_cpu
