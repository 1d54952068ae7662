#include "05_losses/binary_cross_entropy_with_logits.hpp"
#include "05_losses/entry_formulas.hpp"
#include "05_losses/entry_loops.hpp"

namespace strata {
namespace {

// (5.21)  ℓ_n = Σ_j w_nj (max(y_nj, 0) - y_nj t_nj + ln (1 + e^-|y_nj|))
template <class T>
void binary_cross_entropy_with_logits_forward(const Tensor& y, const Tensor& target, const Tensor* weights,
                                              Tensor& losses) {
  sum_entries<T>(y, target, weights, losses,
                 [](double y_nj, double t_nj) { return binary_cross_entropy_of_score(y_nj, t_nj); });
}

// (5.22)  dy_nj = scale · w_nj (σ(y_nj) - t_nj)
template <class T>
void binary_cross_entropy_with_logits_backward(const Tensor& y, const Tensor& target, const Tensor* weights,
                                               double scale, Tensor& dy) {
  write_entries<T>(y, target, weights, scale, dy,
                   [](double y_nj, double t_nj) { return binary_cross_entropy_of_score_slope(y_nj, t_nj); });
}

template <class T>
constexpr BinaryCrossEntropyWithLogitsKernels binary_cross_entropy_with_logits_kernels{
    &binary_cross_entropy_with_logits_forward<T>, &binary_cross_entropy_with_logits_backward<T>};

}  // namespace

constinit KernelTable<BinaryCrossEntropyWithLogitsKernels> BinaryCrossEntropyWithLogitsKernels::table{
    "BinaryCrossEntropyWithLogits",
    "link strata::cuda_reductions, chapter 16",
    {{Device::cpu, Dtype::f32, plain_kernels, &binary_cross_entropy_with_logits_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &binary_cross_entropy_with_logits_kernels<double>}}};

}  // namespace strata
