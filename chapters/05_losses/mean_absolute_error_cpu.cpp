#include "05_losses/entry_formulas.hpp"
#include "05_losses/entry_loops.hpp"
#include "05_losses/mean_absolute_error.hpp"

namespace strata {
namespace {

// (5.7)  ℓ_n = Σ_j |y_nj - t_nj|
template <class T>
void mean_absolute_error_forward(const Tensor& y, const Tensor& target, Tensor& losses) {
  sum_entries<T>(y, target, nullptr, losses, [](double y_nj, double t_nj) { return absolute_error(y_nj, t_nj); });
}

// (5.8)  dy_nj = scale · sign(y_nj - t_nj)
template <class T>
void mean_absolute_error_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) {
  write_entries<T>(y, target, nullptr, scale, dy,
                   [](double y_nj, double t_nj) { return absolute_error_slope(y_nj, t_nj); });
}

template <class T>
constexpr MeanAbsoluteErrorKernels mean_absolute_error_kernels{&mean_absolute_error_forward<T>,
                                                               &mean_absolute_error_backward<T>};

}  // namespace

constinit KernelTable<MeanAbsoluteErrorKernels> MeanAbsoluteErrorKernels::table{
    "MeanAbsoluteError",
    "link strata::cuda_reductions, chapter 16",
    {{Device::cpu, Dtype::f32, plain_kernels, &mean_absolute_error_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &mean_absolute_error_kernels<double>}}};

}  // namespace strata
