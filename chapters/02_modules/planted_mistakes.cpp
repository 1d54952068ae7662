#include "02_modules/planted_mistakes.hpp"

#include <utility>

#include "02_modules/transposition.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

const PrototypesKernels& right(const Tensor& x) {
  return PrototypesKernels::table.find(x.device(), x.dtype(), plain_kernels);
}

Tensor scaled(const Tensor& x, double factor) {
  Tensor result = Tensor::full(x.shape(), 0.0, x.options());
  result.add(x, factor);
  return result;
}

void forward(const Tensor& x, const Tensor& m, Tensor& y) { right(x).forward(x, m, y); }

void backward_input(const Tensor& x, const Tensor& m, const Tensor& dy, Tensor& dx) {
  right(x).backward_input(x, m, dy, dx);
}

void backward_prototypes(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right(x).backward_prototypes(x, m, dy, write, dm);
}

// [region planted]
void transposed_parameter(const Tensor& x, const Tensor& m, const Tensor& dy, Tensor& dx) {
  right(x).backward_input(x, transposed_elements(m), dy, dx);
}

void mean_for_sum(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right(x).backward_prototypes(x, m, scaled(dy, 1.0 / static_cast<double>(x.dim(0))), write, dm);
}

void wrong_sign(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right(x).backward_prototypes(x, m, scaled(dy, -1.0), write, dm);
}

void never_written(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  Tensor last = dm.slice(dm.dim(0) - 1, dm.dim(0));
  const Tensor before = last.clone();
  right(x).backward_prototypes(x, m, dy, write, dm);
  last.copy_from(before);  // as if the loop had ended one row early
}

void not_accumulated(const Tensor& x, const Tensor& m, const Tensor& dy, Write, Tensor& dm) {
  right(x).backward_prototypes(x, m, dy, Write::assign, dm);
}
// [endregion planted]

void transposed_gradient(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  Tensor share(dm.shape(), dm.options());
  right(x).backward_prototypes(x, m, dy, Write::assign, share);
  const Tensor exchanged = transposed_elements(share.reshape({share.dim(1), share.dim(0)})).reshape(share.shape());
  if (write == Write::assign) dm.fill(0.0);
  dm.add(exchanged);
}

constexpr PrototypesKernels with_transposed_parameter{&forward, &transposed_parameter, &backward_prototypes};
constexpr PrototypesKernels with_transposed_gradient{&forward, &backward_input, &transposed_gradient};
constexpr PrototypesKernels with_mean_for_sum{&forward, &backward_input, &mean_for_sum};
constexpr PrototypesKernels with_wrong_sign{&forward, &backward_input, &wrong_sign};
constexpr PrototypesKernels with_never_written{&forward, &backward_input, &never_written};
constexpr PrototypesKernels with_not_accumulated{&forward, &backward_input, &not_accumulated};

const PrototypesKernels& kernels_with(Mistake mistake) {
  switch (mistake) {
    case Mistake::transposed_parameter:
      return with_transposed_parameter;
    case Mistake::transposed_gradient:
      return with_transposed_gradient;
    case Mistake::mean_for_sum:
      return with_mean_for_sum;
    case Mistake::wrong_sign:
      return with_wrong_sign;
    case Mistake::never_written:
      return with_never_written;
    case Mistake::not_accumulated:
      return with_not_accumulated;
    default:
      throw Error(
          {"planted_prototypes", name(mistake), "a mistake that a kernel can make", "see planted_mistakes.cpp"});
  }
}

}  // namespace

KernelTable<PrototypesKernels>::Entry planted_prototypes(Mistake mistake, Dtype dtype) {
  return {Device::cpu, dtype, "planted", &kernels_with(mistake)};
}

}  // namespace strata
