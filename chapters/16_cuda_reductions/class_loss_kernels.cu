// ClassNLL and ClassNLLUnstable on the GPU.

#include "05_losses/class_formulas.hpp"
#include "05_losses/class_nll.hpp"
#include "05_losses/class_nll_unstable.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "16_cuda_reductions/class_loss_loops.hpp"
#include "16_cuda_reductions/reduction_sets.hpp"

namespace strata {
namespace {

// (5.13), (5.14)  of a log-probability
struct OfLogProbability {
  static constexpr double loss(double y) { return -y; }
  static constexpr double slope(double) { return -1.0; }
};

// (5.11), (5.12)  of a probability
struct OfProbability {
  static __device__ double loss(double p) { return clipped_nll(p); }
  static __device__ double slope(double p) { return clipped_nll_slope(p); }
};

template <class T, class Kernels, class Formula>
constexpr Kernels class_loss_cuda_kernels{&class_loss_cuda::forward<T, Formula>,
                                          &class_loss_cuda::backward<T, Formula>};

template <class Kernels, class Formula>
void install_class_loss() {
  Kernels::table.install({Device::cuda, Dtype::f32, cuda_set, &class_loss_cuda_kernels<float, Kernels, Formula>});
  Kernels::table.install({Device::cuda, Dtype::f64, cuda_set, &class_loss_cuda_kernels<double, Kernels, Formula>});
}

}  // namespace

void install_class_loss_kernels() {
  install_class_loss<ClassNLLKernels, OfLogProbability>();
  install_class_loss<ClassNLLUnstableKernels, OfProbability>();
}

}  // namespace strata
