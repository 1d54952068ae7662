// Step 3: the same product in parts. The patches of some positions are gathered into half a megabyte and multiplied
// while they are still in the cache, so that the large matrix never exists, and memory does not grow with the batch.
// The kernel is chapter 10's set "im2col".

#include "10_convolution/conv2d.hpp"
#include "ladder_layer.hpp"

namespace strata::fast_cpu {
namespace {

void compute_im2col_tiles(const Window& window, const Tensor& x, const Tensor& weight, Tensor& y) {
  Conv2dKernels::table.find(Device::cpu, Dtype::f32, im2col_kernels).forward(window, x, weight, nullptr, y);
}

}  // namespace

LadderKernel im2col_tiles_step() {
  return {3, "im2col, tiles in the cache",
          "The same product tile by tile: the patches of a tile stay in the cache until they are multiplied.", false,
          &compute_im2col_tiles};
}

}  // namespace strata::fast_cpu
