#include "18_cuda_normalization/cuda_normalization.hpp"

#include "18_cuda_normalization/cuda_normalization_sets.hpp"

namespace strata::cuda_normalization {

void install() {
  install_batch_norm_kernels();
  install_channelwise_scaling_kernels();
  install_dropout_kernels();
  install_dropout2d_kernels();
  install_layer_norm_kernels();
  install_random_state_kernels();
}

}  // namespace strata::cuda_normalization
