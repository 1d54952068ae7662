#include "05_losses/class_loops.hpp"
#include "05_losses/class_nll.hpp"

namespace strata {
namespace {

// (5.13)  ℓ_n = -Σ_k t_nk y_nk
template <class T>
void class_nll_forward(const Tensor& y, const Tensor& target, Tensor& losses) {
  sum_classes<T>(y, target, losses, [](double y_nk) { return -y_nk; });
}

// (5.14)  dy_nk = -scale · t_nk
template <class T>
void class_nll_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) {
  write_classes<T>(y, target, scale, dy, [](double) { return -1.0; });
}

template <class T>
constexpr ClassNLLKernels class_nll_kernels{&class_nll_forward<T>, &class_nll_backward<T>};

}  // namespace

constinit KernelTable<ClassNLLKernels> ClassNLLKernels::table{
    "ClassNLL",
    "link strata::cuda_reductions, chapter 16",
    {{Device::cpu, Dtype::f32, plain_kernels, &class_nll_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &class_nll_kernels<double>}}};

}  // namespace strata
