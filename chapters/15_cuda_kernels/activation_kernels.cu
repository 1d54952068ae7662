// The activations of chapter 4 on the GPU.

#include "15_cuda_kernels/activation_kernels.hpp"

namespace strata {

void install_activation_kernels() {
  activation_cuda::install<functions::ReLU>();
  activation_cuda::install<functions::LeakyReLU>();
  activation_cuda::install<functions::Sigmoid>();
  activation_cuda::install<functions::Tanh>();
  activation_cuda::install<functions::SoftPlus>();
  activation_cuda::install<functions::ELU>();
  activation_cuda::install<functions::Swish>();
}

}  // namespace strata
