#include "20_cuda_training/cuda_training.hpp"

#include "20_cuda_training/training_sets.hpp"

namespace strata::cuda_training {

void install() {
  install_sgd_kernels();
  install_adam_kernels();
  install_adasmooth_kernels();
  install_gradient_kernels();
}

}  // namespace strata::cuda_training
