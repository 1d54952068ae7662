#include "05_losses/entry_formulas.hpp"
#include "05_losses/entry_loops.hpp"
#include "05_losses/mean_squared_error.hpp"

namespace strata {
namespace {

// [region kernels]
// (5.5)  ℓ_n = Σ_j (y_nj - t_nj)²
template <class T>
void mean_squared_error_forward(const Tensor& y, const Tensor& target, Tensor& losses) {
  sum_entries<T>(y, target, nullptr, losses, [](double y_nj, double t_nj) { return squared_error(y_nj, t_nj); });
}

// (5.6)  dy_nj = scale · 2 (y_nj - t_nj)
template <class T>
void mean_squared_error_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) {
  write_entries<T>(y, target, nullptr, scale, dy,
                   [](double y_nj, double t_nj) { return squared_error_slope(y_nj, t_nj); });
}
// [endregion kernels]

template <class T>
constexpr MeanSquaredErrorKernels mean_squared_error_kernels{&mean_squared_error_forward<T>,
                                                             &mean_squared_error_backward<T>};

}  // namespace

constinit KernelTable<MeanSquaredErrorKernels> MeanSquaredErrorKernels::table{
    "MeanSquaredError",
    "link strata::cuda_reductions, chapter 16",
    {{Device::cpu, Dtype::f32, plain_kernels, &mean_squared_error_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &mean_squared_error_kernels<double>}}};

}  // namespace strata
