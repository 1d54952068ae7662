// The losses that compare every output with a number of its own, on the GPU.

#include "05_losses/binary_cross_entropy.hpp"
#include "05_losses/binary_cross_entropy_with_logits.hpp"
#include "05_losses/entry_formulas.hpp"
#include "05_losses/entry_weights.hpp"
#include "05_losses/mean_absolute_error.hpp"
#include "05_losses/mean_squared_error.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "16_cuda_reductions/reduction_sets.hpp"
#include "16_cuda_reductions/row_lanes.hpp"

namespace strata {
namespace {

// [region loops]
// losses_n = sum_j w_nj loss(y_nj, t_nj)
template <int lanes, class T, class Formula>
__global__ void sum_entry_losses(const T* y, const T* t, WeightOfEntry<T> w, double* losses, Index samples,
                                 Index entries) {
  const RowLanes<lanes> here;
  for (Index n = here.row; n < samples; n += here.rows_at_once) {
    const double loss = combine_row<lanes, double>(here, entries, Sum(), [&](Index j) {
      const Index i = n * entries + j;
      return w(i) * Formula::loss(static_cast<double>(y[i]), static_cast<double>(t[i]));
    });
    if (here.lane == 0) losses[n] = loss;
  }
}

// dy_i = scale w_i slope(y_i, t_i)
template <class T, class Formula>
__global__ void write_entry_slopes(const T* y, const T* t, WeightOfEntry<T> w, double scale, T* dy, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) {
    dy[i] = static_cast<T>(scale * w(i) * Formula::slope(static_cast<double>(y[i]), static_cast<double>(t[i])));
  }
}
// [endregion loops]

// (5.5), (5.6)
struct SquaredDifference {
  static __device__ double loss(double y, double t) { return squared_error(y, t); }
  static __device__ double slope(double y, double t) { return squared_error_slope(y, t); }
};

// (5.7), (5.8)
struct AbsoluteDifference {
  static __device__ double loss(double y, double t) { return absolute_error(y, t); }
  static __device__ double slope(double y, double t) { return absolute_error_slope(y, t); }
};

// (5.18), (5.19)
struct YesOrNo {
  static __device__ double loss(double p, double t) { return binary_cross_entropy(p, t); }
  static __device__ double slope(double p, double t) { return binary_cross_entropy_slope(p, t); }
};

// (5.21), (5.22)
struct YesOrNoOfScore {
  static __device__ double loss(double y, double t) { return binary_cross_entropy_of_score(y, t); }
  static __device__ double slope(double y, double t) { return binary_cross_entropy_of_score_slope(y, t); }
};

template <class T, class Formula>
void weighted_forward(const Tensor& y, const Tensor& target, const Tensor* weights, Tensor& losses) {
  const Index samples = y.dim(0), entries = y.count() / samples;
  with_lanes(entries, [&]<int lanes>() {
    launch<sum_entry_losses<lanes, T, Formula>>(rows_of_lanes<lanes>(samples), y.data<T>(), target.data<T>(),
                                                WeightOfEntry<T>(weights), losses.data<double>(), samples, entries);
  });
}

template <class T, class Formula>
void weighted_backward(const Tensor& y, const Tensor& target, const Tensor* weights, double scale, Tensor& dy) {
  launch<write_entry_slopes<T, Formula>>(elementwise(y.count()), y.data<T>(), target.data<T>(),
                                         WeightOfEntry<T>(weights), scale, dy.data<T>(), y.count());
}

template <class T, class Formula>
void plain_forward(const Tensor& y, const Tensor& target, Tensor& losses) {
  weighted_forward<T, Formula>(y, target, nullptr, losses);
}

template <class T, class Formula>
void plain_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) {
  weighted_backward<T, Formula>(y, target, nullptr, scale, dy);
}

template <class T, class Kernels, class Formula>
constexpr Kernels plain_entry_loss{&plain_forward<T, Formula>, &plain_backward<T, Formula>};
template <class T, class Kernels, class Formula>
constexpr Kernels weighted_entry_loss{&weighted_forward<T, Formula>, &weighted_backward<T, Formula>};

template <class Kernels>
void install_entry_loss(const Kernels& in_float32, const Kernels& in_float64) {
  Kernels::table.install({Device::cuda, Dtype::f32, cuda_set, &in_float32});
  Kernels::table.install({Device::cuda, Dtype::f64, cuda_set, &in_float64});
}

template <class Kernels, class Formula>
void install_plain() {
  install_entry_loss(plain_entry_loss<float, Kernels, Formula>, plain_entry_loss<double, Kernels, Formula>);
}

template <class Kernels, class Formula>
void install_weighted() {
  install_entry_loss(weighted_entry_loss<float, Kernels, Formula>, weighted_entry_loss<double, Kernels, Formula>);
}

}  // namespace

void install_entry_loss_kernels() {
  install_plain<MeanSquaredErrorKernels, SquaredDifference>();
  install_plain<MeanAbsoluteErrorKernels, AbsoluteDifference>();
  install_weighted<BinaryCrossEntropyKernels, YesOrNo>();
  install_weighted<BinaryCrossEntropyWithLogitsKernels, YesOrNoOfScore>();
}

}  // namespace strata
