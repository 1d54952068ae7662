// A reader's own activation on the GPU.

#include "tests/15_cuda_kernels_own_function.hpp"

#include "04_activations/activation_cpu.hpp"
#include "15_cuda_kernels/activation_kernels.hpp"

namespace strata {

void install_own_function() { activation_cuda::install<OwnFunction>(); }

}  // namespace strata
