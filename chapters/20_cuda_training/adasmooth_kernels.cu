// AdaSmooth on the GPU, with and without a window.

#include "06_optimizers/adasmooth.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "20_cuda_training/step_kernels.hpp"
#include "20_cuda_training/training_sets.hpp"

namespace strata {
namespace {

// (6.15) to (6.18) over all steps so far. It remembers the average square, the displacement and the length of the path.
template <class T>
struct AdaSmoothStep {
  using Scalar = T;
  AdaSmoothOptions options;

  __device__ AdaSmoothCoefficients<T> coefficients(const StepNow& now, const StepRow<T>&) const {
    return adasmooth_coefficients<T>(options, now);
  }
  __device__ void update(const AdaSmoothCoefficients<T>& c, const StepRow<T>& p, Index i) const {
    T &moved = p.memory[1][i], &path = p.memory[2][i];
    const T dx = adasmooth_step(c, p.gradient[i], effective_ratio(moved, path, c.at_rest), p.memory[0][i]);
    moved += dx;
    path += std::abs(dx);
    p.value[i] += dx;
  }
};

template <class T>
struct WindowCoefficients {
  AdaSmoothCoefficients<T> now;
  Index oldest;  // the row of past steps that this step overwrites
};

// [region window]
// The same over the last M steps. It remembers the average square and these steps, in M rows of the parameter's size.
template <class T>
struct AdaSmoothWindowStep {
  using Scalar = T;
  AdaSmoothOptions options;

  __device__ WindowCoefficients<T> coefficients(const StepNow& now, const StepRow<T>&) const {
    return {adasmooth_coefficients<T>(options, now), (static_cast<Index>(now.step) - 1) % options.window};
  }
  __device__ void update(const WindowCoefficients<T>& c, const StepRow<T>& p, Index i) const {
    T* const past = p.memory[1];
    T moved = 0, path = 0;  // in the order of the rows, as on the CPU
    for (Index row = 0; row < options.window; ++row) {
      const T step = past[row * p.count + i];
      moved += step;
      path += std::abs(step);
    }
    const T dx = adasmooth_step(c.now, p.gradient[i], effective_ratio(moved, path, c.now.at_rest), p.memory[0][i]);
    past[c.oldest * p.count + i] = dx;
    p.value[i] += dx;
  }
};
// [endregion window]

template <class T>
void step(const Pace& pace, const AdaSmoothOptions& options, const Tensor& gradient, Tensor& average_square,
          Tensor& displacement, Tensor& path_length, Tensor& value) {
  Tensor* const memory[] = {&average_square, &displacement, &path_length};
  launch_step_one(AdaSmoothStep<T>{options}, pace, gradient, memory, value);
}

template <class T>
void step_in_window(const Pace& pace, const AdaSmoothOptions& options, const Tensor& gradient, Tensor& average_square,
                    Tensor& past_steps, Tensor& value) {
  Tensor* const memory[] = {&average_square, &past_steps};
  launch_step_one(AdaSmoothWindowStep<T>{options}, pace, gradient, memory, value);
}

template <class T>
void step_together(const AdaSmoothOptions& options, const JointStep& step) {
  if (options.window == 0) {
    launch_step_all(AdaSmoothStep<T>{options}, step);
  } else {
    launch_step_all(AdaSmoothWindowStep<T>{options}, step);
  }
}

template <class T>
constexpr AdaSmoothKernels adasmooth_kernels{&step<T>, &step_in_window<T>, &step_together<T>};

}  // namespace

void install_adasmooth_kernels() {
  AdaSmoothKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &adasmooth_kernels<float>});
  AdaSmoothKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &adasmooth_kernels<double>});
}

}  // namespace strata
