#include "09_dropout/dropout.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <type_traits>
#include <utility>

#include "common/error.hpp"

namespace strata {
namespace {

// How many random integers a batch takes.
template <class Kernels>
Index numbers_for(const Tensor& x) {
  if constexpr (std::is_same_v<Kernels, Dropout2dKernels>) return x.dim(0) * x.dim(3);
  return x.count();
}

}  // namespace

template <class Kernels>
RandomMask<Kernels>::RandomMask(double p) : p_(p) {
  if (p >= 0 && p <= 1) return;  // false for NaN
  throw Error({fmt::format("{}, p", Kernels::name), std::isnan(p) ? "nan" : fmt::format("{}", p),
               "a probability from 0 to 1", "p is the share that is dropped; 0 drops nothing"});
}

template <class Kernels>
std::string RandomMask<Kernels>::summary() const {
  return fmt::format("{}({})", Kernels::name, p_);
}

template <class Kernels>
Shape RandomMask<Kernels>::do_build(const Shape& sample, Rng& rng) {
  if (std::is_same_v<Kernels, Dropout2dKernels> && sample.rank() != 3) {
    throw Error({path() + ", input", sample.to_string(), "[H=any,W=any,C=any], images with channels last",
                 "Dropout, without 2d, takes samples of any shape"});
  }
  random_state_ = new_random_state(rng, options().device);
  return sample;
}

// [region layer]
template <class Kernels>
Tensor RandomMask<Kernels>::do_forward(const Tensor& x) {
  const bool drops = training() && p_ > 0;
  taken_ = drops ? take_numbers(numbers_for<Kernels>(x), random_state_) : Tensor();
  if (!drops) return x;
  Tensor y(x.shape(), x.options());
  kernels<Kernels>(x).forward(Bernoulli(p_), taken_, x, y);
  return y;
}

template <class Kernels>
Tensor RandomMask<Kernels>::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor taken = std::exchange(taken_, Tensor());
  if (wanted == InputGradient::skip) return {};
  if (!taken.defined()) return dy;
  Tensor dx(dy.shape(), dy.options());
  kernels<Kernels>(dy).backward(Bernoulli(p_), taken, dy, dx);
  return dx;
}
// [endregion layer]

template class RandomMask<DropoutKernels>;
template class RandomMask<Dropout2dKernels>;

}  // namespace strata
