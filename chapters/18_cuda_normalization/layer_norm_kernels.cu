// LayerNorm on the GPU.

#include "08_normalization/layer_norm.hpp"

#include <cuda_runtime.h>

#include "08_normalization/normalization_formulas.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "18_cuda_normalization/cuda_normalization_sets.hpp"
#include "18_cuda_normalization/fold_rows.hpp"
#include "18_cuda_normalization/row_team.hpp"

namespace strata {
namespace {

using namespace normalization;

// The sum of term(j) over a row, the threads of the team taking one place in turn.
template <class Team, class Term>
__device__ double sum_along(Index place, Index length, Term term) {
  double sum = 0;
  for (Index j = place; j < length; j += Team::threads) sum += static_cast<double>(term(j));
  return Team::sum(sum);
}

template <class T>
const T* data_or_null(const Tensor* tensor) {
  return tensor != nullptr ? tensor->data<T>() : nullptr;
}

// γ and β; where there are none, 1 and 0.
template <class T>
__device__ T scale_at(const T* scale, Index j) {
  return scale != nullptr ? scale[j] : T(1);
}
template <class T>
__device__ T shift_at(const T* shift, Index j) {
  return shift != nullptr ? shift[j] : T(0);
}

// [region forward]
// (8.26)  μ and v of a row, and  (8.27)  y = γ x̂ + β
template <class Team, class T>
__global__ void normalise_rows(Index rows, Index length, double epsilon, const T* scale, const T* shift, const T* all_x,
                               T* means, T* variances, T* all_y) {
  const RowPlace<Team> own;
  if (own.row >= rows) return;
  const T* const x = all_x + own.row * length;
  T* const y = all_y + own.row * length;
  const auto count = static_cast<double>(length);
  const T mu = static_cast<T>(sum_along<Team>(own.place, length, [=](Index j) { return x[j]; }) / count);
  const auto square = [=](Index j) { return (x[j] - mu) * (x[j] - mu); };
  const T v = static_cast<T>(sum_along<Team>(own.place, length, square) / count);
  const T r = inverse_deviation(v, epsilon);
  for (Index j = own.place; j < length; j += Team::threads) {
    y[j] = scaled(normal(x[j], mu, r), scale_at(scale, j), shift_at(shift, j));
  }
  if (own.place == 0) {
    means[own.row] = mu;
    variances[own.row] = v;
  }
}
// [endregion forward]

// [region choose]
// A warp for each row, or a block for each long one.
template <class Start>
void with_team(Index length, Start start) {
  if (length <= WarpTeam::longest_row) {
    start.template operator()<WarpTeam>();
  } else {
    start.template operator()<BlockTeam>();
  }
}

template <class T>
void forward(const Tensor& x, double epsilon, const Tensor* scale, const Tensor* shift, Tensor& mean, Tensor& variance,
             Tensor& y) {
  const Index rows = mean.count(), length = x.count() / rows;
  with_team(length, [&]<class Team>() {
    launch<normalise_rows<Team, T>>(team_for_each<Team>(rows), rows, length, epsilon, data_or_null<T>(scale),
                                    data_or_null<T>(shift), x.data<T>(), mean.data<T>(), variance.data<T>(),
                                    y.data<T>());
  });
}
// [endregion choose]

// [region backward_sums]
// (8.28)  dγ = Σ dy x̂  and  dβ = Σ dy over all rows: the places of a row are channels now
template <class T>
struct RowGradientSums {
  const T *x, *mean, *variance, *dy;
  double epsilon;
  Index length;

  __device__ PairOfSums operator()(RowRange rows, Index j) const {
    PairOfSums sums{};
    for (Index row = rows.first; row < rows.end; row += rows.step) {
      const Index i = row * length + j;
      const T r = inverse_deviation(variance[row], epsilon);
      sums = sums + PairOfSums{static_cast<double>(dy[i] * normal(x[i], mean[row], r)), static_cast<double>(dy[i])};
    }
    return sums;
  }
};

template <class T>
void backward_sums(const Tensor& x, const Tensor& mean, const Tensor& variance, double epsilon, const Tensor& dy,
                   Tensor& dscale, Tensor& dshift) {
  const Index rows = mean.count(), length = x.count() / rows;
  const RowGradientSums<T> source{x.data<T>(), mean.data<T>(), variance.data<T>(), dy.data<T>(), epsilon, length};
  fold<PairOfSums>(rows, length, source, StorePair<T>{dscale.data<T>(), dshift.data<T>()});
}
// [endregion backward_sums]

// [region backward_input]
// (8.29)  dx = r (g - mean g - x̂ mean g x̂)  with  g = γ dy, the means along the row
template <class Team, class T>
__global__ void normalise_rows_backward(Index rows, Index length, double epsilon, const T* scale, const T* all_x,
                                        const T* means, const T* variances, const T* all_dy, T* all_dx) {
  const RowPlace<Team> own;
  if (own.row >= rows) return;
  const T *const x = all_x + own.row * length, *const dy = all_dy + own.row * length;
  T* const dx = all_dx + own.row * length;
  const T mu = means[own.row], r = inverse_deviation(variances[own.row], epsilon);
  const auto count = static_cast<double>(length);
  const auto g = [=](Index j) { return scale_at(scale, j) * dy[j]; };
  const auto x_hat = [=](Index j) { return normal(x[j], mu, r); };
  const T mean_g = static_cast<T>(sum_along<Team>(own.place, length, g) / count);
  const auto product = [=](Index j) { return g(j) * x_hat(j); };
  const T mean_gx = static_cast<T>(sum_along<Team>(own.place, length, product) / count);
  for (Index j = own.place; j < length; j += Team::threads) {
    dx[j] = layer_norm_gradient(r, g(j), x_hat(j), mean_g, mean_gx);
  }
}

template <class T>
void backward_input(const Tensor& x, const Tensor& mean, const Tensor& variance, double epsilon, const Tensor* scale,
                    const Tensor& dy, Tensor& dx) {
  const Index rows = mean.count(), length = x.count() / rows;
  with_team(length, [&]<class Team>() {
    launch<normalise_rows_backward<Team, T>>(team_for_each<Team>(rows), rows, length, epsilon, data_or_null<T>(scale),
                                             x.data<T>(), mean.data<T>(), variance.data<T>(), dy.data<T>(),
                                             dx.data<T>());
  });
}
// [endregion backward_input]

template <class T>
constexpr LayerNormKernels cuda{&forward<T>, &backward_sums<T>, &backward_input<T>};

}  // namespace

void install_layer_norm_kernels() {
  LayerNormKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cuda<float>});
  LayerNormKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cuda<double>});
}

}  // namespace strata
