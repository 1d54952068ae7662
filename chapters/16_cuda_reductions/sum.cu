#include "16_cuda_reductions/sum.hpp"

#include "16_cuda_reductions/combinations.hpp"
#include "16_cuda_reductions/pack_reduction.hpp"
#include "common/error.hpp"

namespace strata::cuda_reductions {
namespace {

template <class Combine>
Tensor combined(const Tensor& x, Combine combine, const char* where) {
  if (!x.defined() || x.device() != Device::cuda || (x.dtype() != Dtype::f32 && x.dtype() != Dtype::f64)) {
    throw Error({where, x.describe(), "float32 or float64 on CUDA", "move it with to(Device::cuda)"});
  }
  return x.dtype() == Dtype::f64 ? combine_all<double>(x, combine) : combine_all<float>(x, combine);
}

}  // namespace

Tensor sum(const Tensor& x) { return combined(x, Sum(), "cuda_reductions::sum"); }

Tensor largest(const Tensor& x) { return combined(x, Largest(), "cuda_reductions::largest"); }

}  // namespace strata::cuda_reductions
