#include "11_pooling/choice_pool.hpp"

#include <limits>

#include "common/error.hpp"

namespace strata {

template <class Choice>
Shape ChoicePool2d<Choice>::do_build(const Shape& sample, Rng& rng) {
  const Shape output = Pool2d::do_build(sample, rng);
  if (sample[0] > std::numeric_limits<std::int32_t>::max() / sample[1]) {
    throw Error(
        {path() + ", input", sample.to_string(), "at most 2,147,483,647 pixels, so that int32 can number them", ""});
  }
  return output;
}

// [region layer]
template <class Choice>
Tensor ChoicePool2d<Choice>::do_forward(const Tensor& x) {
  const Shape shape = output_images(x.dim(0));
  chosen_ = training() ? Tensor(shape, {x.device(), Dtype::i32}) : Tensor();
  Tensor y(shape, x.options());
  kernels<ChoicePoolKernels<Choice>>(x).forward(windows(), x, y, training() ? &chosen_ : nullptr);
  return as_output(y);
}

template <class Choice>
Tensor ChoicePool2d<Choice>::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor chosen = std::exchange(chosen_, Tensor());
  if (wanted == InputGradient::skip) return {};
  Tensor dx(input_sample().with_front(dy.dim(0)), dy.options());
  kernels<ChoicePoolKernels<Choice>>(dy).backward(windows(), chosen, dy.reshape(chosen.shape()), dx);
  return dx;
}
// [endregion layer]

template class ChoicePool2d<Largest>;
template class ChoicePool2d<Smallest>;

}  // namespace strata
