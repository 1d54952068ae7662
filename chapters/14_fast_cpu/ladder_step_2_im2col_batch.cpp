// Step 2: the convolution as one matrix product. What the window shows at each position of the batch becomes a row of a
// matrix (10.19), and Eigen multiplies it by the weight (10.20): vector registers are full, and numbers are used again
// while they are in registers and caches. The price is the matrix, nine times as large as the images: it goes out to
// the main memory and comes back.

#include "01_tensors/views.hpp"
#include "10_convolution/patches.hpp"
#include "ladder_layer.hpp"

namespace strata::fast_cpu {
namespace {

// [region product]
void compute_im2col_batch(const Window& window, const Tensor& x, const Tensor& weight, Tensor& y) {
  const auto images = image<float>(x);
  const auto w = matrix<float>(weight);
  const Index positions = images.samples * window.positions();
  Tensor patches({positions, w.cols()});
  gather_patches<float>(window, images, 0, positions, patches.data<float>());
  Matrix<float> result(y.data<float>(), positions, w.rows());
  result.noalias() = matrix<float>(patches) * w.transpose();
}
// [endregion product]

}  // namespace

LadderKernel im2col_batch_step() {
  return {2, "im2col, whole batch",
          "The patches of the whole batch as one large matrix, and one product by Eigen: vector registers and caches.",
          false, &compute_im2col_batch};
}

}  // namespace strata::fast_cpu
