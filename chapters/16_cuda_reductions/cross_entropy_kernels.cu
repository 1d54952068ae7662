// CrossEntropy on the GPU: softmax, logarithm and loss of a sample in one kernel.

#include "05_losses/class_shares.hpp"
#include "05_losses/cross_entropy.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "16_cuda_reductions/reduction_sets.hpp"
#include "16_cuda_reductions/row_softmax.hpp"

namespace strata {
namespace {

// [region kernels]
// (5.16)  loss_n = -sum_k t_nk ln p_nk
template <int lanes, class T>
__global__ void cross_entropy_losses(const T* y, ClassShares<T> t, double* losses, Index samples, Index classes) {
  const RowLanes<lanes> here;
  for (Index n = here.row; n < samples; n += here.rows_at_once) {
    const T* const scores = y + n * classes;
    const LogSoftMaxRow<double> softmax = log_softmax_of_row<double>(here, scores, classes);
    const double loss = combine_row<lanes, double>(here, classes, Sum(), [&](Index k) {
      return t(n, k) == 0 ? 0.0 : -t(n, k) * softmax.log_probability(static_cast<double>(scores[k]));
    });
    if (here.lane == 0) losses[n] = loss;
  }
}

// (5.17)  dy_nk = scale (p_nk sum_j t_nj - t_nk)
template <int lanes, class T>
__global__ void cross_entropy_slopes(const T* y, ClassShares<T> t, double scale, T* dy, Index samples, Index classes) {
  const RowLanes<lanes> here;
  for (Index n = here.row; n < samples; n += here.rows_at_once) {
    const T* const scores = y + n * classes;
    const LogSoftMaxRow<double> softmax = log_softmax_of_row<double>(here, scores, classes);
    const double sum = combine_row<lanes, double>(here, classes, Sum(), [&](Index j) { return t(n, j); });
    for (Index k = here.lane; k < classes; k += lanes) {
      dy[n * classes + k] =
          static_cast<T>(scale * (softmax.probability(static_cast<double>(scores[k])) * sum - t(n, k)));
    }
  }
}
// [endregion kernels]

template <class T>
void cross_entropy_forward_cuda(const Tensor& y, const Tensor& target, Tensor& losses) {
  const Index samples = y.dim(0), classes = y.dim(1);
  with_lanes(classes, [&]<int lanes>() {
    launch<cross_entropy_losses<lanes, T>>(rows_of_lanes<lanes>(samples), y.data<T>(), ClassShares<T>(target, classes),
                                           losses.data<double>(), samples, classes);
  });
}

template <class T>
void cross_entropy_backward_cuda(const Tensor& y, const Tensor& target, double scale, Tensor& dy) {
  const Index samples = y.dim(0), classes = y.dim(1);
  with_lanes(classes, [&]<int lanes>() {
    launch<cross_entropy_slopes<lanes, T>>(rows_of_lanes<lanes>(samples), y.data<T>(), ClassShares<T>(target, classes),
                                           scale, dy.data<T>(), samples, classes);
  });
}

template <class T>
constexpr CrossEntropyKernels cross_entropy_cuda{&cross_entropy_forward_cuda<T>, &cross_entropy_backward_cuda<T>};

}  // namespace

void install_cross_entropy_kernels() {
  CrossEntropyKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cross_entropy_cuda<float>});
  CrossEntropyKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cross_entropy_cuda<double>});
}

}  // namespace strata
