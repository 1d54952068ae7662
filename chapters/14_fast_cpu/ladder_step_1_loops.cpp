// Step 1: the sums of (10.4), as they stand there. Seven loops and one sum at a time: each addition waits for the one
// before it, and a vector register holds a single number. This is what the next steps are compared with, for their
// speed and for their results. The kernel is chapter 10's set "loops".

#include "10_convolution/conv2d.hpp"
#include "ladder_layer.hpp"

namespace strata::fast_cpu {
namespace {

void compute_loops(const Window& window, const Tensor& x, const Tensor& weight, Tensor& y) {
  Conv2dKernels::table.find(Device::cpu, Dtype::f32, loops_kernels).forward(window, x, weight, nullptr, y);
}

}  // namespace

LadderKernel plain_loops_step() {
  return {1, "plain loops", "The sums of the equation, one after the other: nothing is fast yet, and all is right.",
          true, &compute_loops};
}

}  // namespace strata::fast_cpu
