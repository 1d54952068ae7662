#include "16_cuda_reductions/cuda_reductions.hpp"

#include "16_cuda_reductions/reduction_sets.hpp"

namespace strata::cuda_reductions {

void install() {
  install_softmax_kernels();
  install_cross_entropy_kernels();
  install_class_loss_kernels();
  install_entry_loss_kernels();
}

}  // namespace strata::cuda_reductions
