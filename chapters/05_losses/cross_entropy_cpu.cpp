#include "04_activations/softmax_row.hpp"
#include "05_losses/class_loops.hpp"
#include "05_losses/cross_entropy.hpp"

namespace strata {
namespace {

// [region forward]
// (5.16)  ℓ_n = -Σ_k t_nk ln p_nk
template <class T>
void cross_entropy_forward(const Tensor& output, const Tensor& target, Tensor& losses) {
  const Index classes = output.dim(1);
  const T* y = output.data<T>();
  const ClassShares<T> t(target, classes);
  double* sums = losses.data<double>();
  parallel_for(output.dim(0), samples_per_chunk(classes), [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      const LogSoftMaxRow<double> softmax(y + n * classes, classes);
      double sum = 0;
      for (Index k = 0; k < classes; ++k) {
        if (t(n, k) != 0) sum -= t(n, k) * softmax.log_probability(static_cast<double>(y[n * classes + k]));
      }
      sums[n] = sum;
    }
  });
}
// [endregion forward]

// [region backward]
// (5.17)  dy_nk = scale · (p_nk Σ_j t_nj - t_nk)
template <class T>
void cross_entropy_backward(const Tensor& output, const Tensor& target, double scale, Tensor& gradient) {
  const Index classes = output.dim(1);
  const T* y = output.data<T>();
  const ClassShares<T> t(target, classes);
  T* dy = gradient.data<T>();
  parallel_for(output.dim(0), samples_per_chunk(classes), [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      const LogSoftMaxRow<double> softmax(y + n * classes, classes);
      const double sum = t.sum(n);
      for (Index k = 0; k < classes; ++k) {
        const Index i = n * classes + k;
        dy[i] = static_cast<T>(scale * (softmax.probability(static_cast<double>(y[i])) * sum - t(n, k)));
      }
    }
  });
}
// [endregion backward]

template <class T>
constexpr CrossEntropyKernels cross_entropy_kernels{&cross_entropy_forward<T>, &cross_entropy_backward<T>};

}  // namespace

constinit KernelTable<CrossEntropyKernels> CrossEntropyKernels::table{
    "CrossEntropy",
    "link strata::cuda_reductions, chapter 16",
    {{Device::cpu, Dtype::f32, plain_kernels, &cross_entropy_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &cross_entropy_kernels<double>}}};

}  // namespace strata
