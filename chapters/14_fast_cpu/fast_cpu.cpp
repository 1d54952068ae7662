#include "14_fast_cpu/fast_cpu.hpp"

#include "01_tensors/kernels.hpp"
#include "14_fast_cpu/kernel_sets.hpp"

namespace strata::fast_cpu {
namespace {

template <class Kernels>
void install_both(const Kernels& f32, const Kernels& f64) {
  Kernels::table.install({Device::cpu, Dtype::f32, fast_kernels, &f32});
  Kernels::table.install({Device::cpu, Dtype::f64, fast_kernels, &f64});
}

}  // namespace

void install() {
  install_both(linear_f32, linear_f64);
  install_both(adam_f32, adam_f64);
  install_both(sgd_f32, sgd_f64);
  install_both(conv2d_f32, conv2d_f64);
}

}  // namespace strata::fast_cpu
