#include "05_losses/class_formulas.hpp"
#include "05_losses/class_loops.hpp"
#include "05_losses/class_nll_unstable.hpp"

namespace strata {
namespace {

// (5.11)  ℓ_n = -Σ_k t_nk ln max(p_nk, 1e-15)
template <class T>
void class_nll_unstable_forward(const Tensor& p, const Tensor& target, Tensor& losses) {
  sum_classes<T>(p, target, losses, [](double p_nk) { return clipped_nll(p_nk); });
}

// (5.12)  dp_nk = -scale · t_nk / p_nk, or 0 below 1e-15
template <class T>
void class_nll_unstable_backward(const Tensor& p, const Tensor& target, double scale, Tensor& dp) {
  write_classes<T>(p, target, scale, dp, [](double p_nk) { return clipped_nll_slope(p_nk); });
}

template <class T>
constexpr ClassNLLUnstableKernels class_nll_unstable_kernels{&class_nll_unstable_forward<T>,
                                                             &class_nll_unstable_backward<T>};

}  // namespace

constinit KernelTable<ClassNLLUnstableKernels> ClassNLLUnstableKernels::table{
    "ClassNLLUnstable",
    "link strata::cuda_reductions, chapter 16",
    {{Device::cpu, Dtype::f32, plain_kernels, &class_nll_unstable_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &class_nll_unstable_kernels<double>}}};

}  // namespace strata
