#include "05_losses/binary_cross_entropy.hpp"
#include "05_losses/entry_formulas.hpp"
#include "05_losses/entry_loops.hpp"

namespace strata {
namespace {

// (5.18)  ℓ_n = -Σ_j w_nj (t_nj ln p_nj + (1 - t_nj) ln (1 - p_nj))
template <class T>
void binary_cross_entropy_forward(const Tensor& p, const Tensor& target, const Tensor* weights, Tensor& losses) {
  sum_entries<T>(p, target, weights, losses, [](double p_nj, double t_nj) { return binary_cross_entropy(p_nj, t_nj); });
}

// (5.19)  dp_nj = scale · w_nj (p_nj - t_nj) / (p_nj (1 - p_nj))
template <class T>
void binary_cross_entropy_backward(const Tensor& p, const Tensor& target, const Tensor* weights, double scale,
                                   Tensor& dp) {
  write_entries<T>(p, target, weights, scale, dp,
                   [](double p_nj, double t_nj) { return binary_cross_entropy_slope(p_nj, t_nj); });
}

template <class T>
constexpr BinaryCrossEntropyKernels binary_cross_entropy_kernels{&binary_cross_entropy_forward<T>,
                                                                 &binary_cross_entropy_backward<T>};

}  // namespace

constinit KernelTable<BinaryCrossEntropyKernels> BinaryCrossEntropyKernels::table{
    "BinaryCrossEntropy",
    "link strata::cuda_reductions, chapter 16",
    {{Device::cpu, Dtype::f32, plain_kernels, &binary_cross_entropy_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &binary_cross_entropy_kernels<double>}}};

}  // namespace strata
