// Step 4: no patches at all. The sums of a few neighbouring pixels and of a few vectors of channels stay in registers
// from the first tap to the last (14.6), (14.7): each vector of the weight that is loaded is used for all these pixels,
// and each pixel is read where it stands in the image. Nothing is copied nine times, and between the first product and
// the last no sum goes to memory. The kernel is DirectConvolution.

#include "14_fast_cpu/direct_convolution.hpp"
#include "ladder_layer.hpp"
#include "ladder_whole_images.hpp"

namespace strata::fast_cpu {
namespace {

void compute_direct(const Window& window, const Tensor& x, const Tensor& weight, Tensor& y) {
  convolve_whole_images(DirectConvolution<float>(window, x.dim(3), y.dim(3), ConvolutionPass::forward), x, weight, y);
}

}  // namespace

LadderKernel direct_step() {
  return {4, "direct, tiles in registers",
          "No patches: sums stay in registers from the first tap to the last, and pixels are read where they stand.",
          false, &compute_direct};
}

}  // namespace strata::fast_cpu
