// Adam on the GPU.

#include "06_optimizers/adam.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "20_cuda_training/step_kernels.hpp"
#include "20_cuda_training/training_sets.hpp"

namespace strata {
namespace {

// [region rule]
// (6.8) to (6.13). It remembers both averages.
template <class T>
struct AdamStep {
  using Scalar = T;
  AdamOptions options;

  __device__ AdamCoefficients<T> coefficients(const StepNow& now, const StepRow<T>&) const {
    return adam_coefficients<T>(options, now);
  }
  __device__ void update(const AdamCoefficients<T>& c, const StepRow<T>& p, Index i) const {
    adam_update(c, p.gradient[i], p.memory[0][i], p.memory[1][i], p.value[i]);
  }
};
// [endregion rule]

template <class T>
void step(const Pace& pace, const AdamOptions& options, const Tensor& gradient, Tensor& first, Tensor& second,
          Tensor& value) {
  Tensor* const memory[] = {&first, &second};
  launch_step_one(AdamStep<T>{options}, pace, gradient, memory, value);
}

template <class T>
void step_together(const AdamOptions& options, const JointStep& step) {
  launch_step_all(AdamStep<T>{options}, step);
}

template <class T>
constexpr AdamKernels adam_kernels{&step<T>, &step_together<T>};

}  // namespace

void install_adam_kernels() {
  AdamKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &adam_kernels<float>});
  AdamKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &adam_kernels<double>});
}

}  // namespace strata
