#pragma once

// The loops of the losses of classes that look at each probability by itself. For files that hold kernels (.cu).

#include "05_losses/class_shares.hpp"
#include "16_cuda_reductions/row_lanes.hpp"

namespace strata::class_loss_cuda {

// [region loops]
/// losses_n = Σ_k t_nk loss(y_nk). A class without a share counts for nothing, even if its loss is infinite.
template <int lanes, class T, class Formula>
__global__ void sum_class_losses(const T* y, ClassShares<T> t, double* losses, Index samples, Index classes) {
  const RowLanes<lanes> here;
  for (Index n = here.row; n < samples; n += here.rows_at_once) {
    const double loss = combine_row<lanes, double>(here, classes, Sum(), [&](Index k) {
      return t(n, k) == 0 ? 0.0 : t(n, k) * Formula::loss(static_cast<double>(y[n * classes + k]));
    });
    if (here.lane == 0) losses[n] = loss;
  }
}

/// dy_nk = scale · t_nk slope(y_nk). Entry i is class k = i mod K of sample n = ⌊i / K⌋.
template <class T, class Formula>
__global__ void write_class_slopes(const T* y, ClassShares<T> t, double scale, T* dy, Index count, Index classes) {
  for (Index i = thread_number(); i < count; i += thread_count()) {
    const double share = t(i / classes, i % classes);
    dy[i] = share == 0 ? T(0) : static_cast<T>(scale * share * Formula::slope(static_cast<double>(y[i])));
  }
}
// [endregion loops]

/// Starts sum_class_losses.
template <class T, class Formula>
void forward(const Tensor& y, const Tensor& target, Tensor& losses) {
  const Index samples = y.dim(0), classes = y.dim(1);
  with_lanes(classes, [&]<int lanes>() {
    launch<sum_class_losses<lanes, T, Formula>>(rows_of_lanes<lanes>(samples), y.data<T>(),
                                                ClassShares<T>(target, classes), losses.data<double>(), samples,
                                                classes);
  });
}

/// Starts write_class_slopes.
template <class T, class Formula>
void backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) {
  launch<write_class_slopes<T, Formula>>(elementwise(y.count()), y.data<T>(), ClassShares<T>(target, y.dim(1)), scale,
                                         dy.data<T>(), y.count(), y.dim(1));
}

}  // namespace strata::class_loss_cuda
