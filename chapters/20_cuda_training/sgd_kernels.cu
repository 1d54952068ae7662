// Gradient descent and momentum on the GPU.

#include "06_optimizers/sgd.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "20_cuda_training/step_kernels.hpp"
#include "20_cuda_training/training_sets.hpp"

namespace strata {
namespace {

// (6.1) to (6.6). Without a momentum it remembers nothing.
template <class T>
struct SgdStep {
  using Scalar = T;
  SgdOptions options;

  __device__ SgdCoefficients<T> coefficients(const StepNow& now, const StepRow<T>&) const {
    return sgd_coefficients<T>(options, now);
  }
  __device__ void update(const SgdCoefficients<T>& c, const StepRow<T>& p, Index i) const {
    if (p.memory[0] == nullptr) {
      sgd_update(c, p.gradient[i], p.value[i]);
    } else {
      sgd_update(c, p.gradient[i], p.memory[0][i], p.value[i]);
    }
  }
};

template <class T>
void step(const Pace& pace, const SgdOptions& options, const Tensor& gradient, Tensor* momentum, Tensor& value) {
  launch_step_one(SgdStep<T>{options}, pace, gradient, {&momentum, momentum == nullptr ? 0U : 1U}, value);
}

template <class T>
void step_together(const SgdOptions& options, const JointStep& step) {
  launch_step_all(SgdStep<T>{options}, step);
}

template <class T>
constexpr SgdKernels sgd_kernels{&step<T>, &step_together<T>};

}  // namespace

void install_sgd_kernels() {
  SgdKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &sgd_kernels<float>});
  SgdKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &sgd_kernels<double>});
}

}  // namespace strata
