#include "17_cuda_linear/cuda_linear.hpp"

#include "17_cuda_linear/cuda_linear_sets.hpp"

namespace strata::cuda_linear {

void install() { install_linear_kernels(); }

}  // namespace strata::cuda_linear
