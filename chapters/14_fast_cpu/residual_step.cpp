#include "14_fast_cpu/residual_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "14_fast_cpu/channel_vectors.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {

template <class T>
void SummedImages<T>::set(const ImageSource<T>& a, const ImageSource<T>& b, bool rectified) {
  a_ = &a;
  b_ = &b;
  rectified_ = rectified;
}

template <class T>
Index SummedImages<T>::scratch_count() const {
  const ImageSize images = size();
  return images.width * images.channels + std::max(a_->scratch_count(), b_->scratch_count());
}

// [region sum]
template <class T>
void SummedImages<T>::row(Index n, Index h, Index column, Index count, T* to, T* scratch) const {
  const ImageSize images = size();
  T* const other = scratch;
  T* const rest = scratch + images.width * images.channels;
  const T* const a = row_of(*a_, n, h, column, count, to, rest);
  const T* const b = row_of(*b_, n, h, column, count, other, rest);
  for_each_channel_vector<T>(count * images.channels, [&](Index i, const auto& access) {
    const Vector<T> sum = access.load(a + i) + access.load(b + i);
    access.store(to + i, rectified_ ? relu<T>(sum) : sum);
  });
}
// [endregion sum]

template <class T>
ResidualStep<T>::ResidualStep(std::vector<std::unique_ptr<ConvolutionStep<T>>> branch,
                              std::unique_ptr<ConvolutionStep<T>> shortcut, bool rectified, std::string name,
                              const FusionOptions& options)
    : branch_(std::move(branch)),
      shortcut_(std::move(shortcut)),
      rectified_(rectified),
      name_(std::move(name)),
      options_(options) {}

// [region forward]
template <class T>
const ImageSource<T>& ResidualStep<T>::forward(const ImageSource<T>& x, bool training) {
  constexpr Index deepest = 2;
  stored_.set(Tensor());  // of a pass that no backward() followed
  if (!training) return evaluate(x);
  if (branch_.size() == 2) store_together(x);
  const ImageSource<T>* f = &x;
  for (const auto& step : branch_) f = &step->forward(*f, training);
  const ImageSource<T>& s = shortcut_ ? shortcut_->forward(x, training) : x;
  sum_.set(*f, s, rectified_);
  if (sum_.depth() <= deepest && !worth_storing<T>(x.samples(), sum_.size(), options_)) return sum_;
  stored_.set(materialised<T>(sum_));
  return stored_;
}

// Two outputs of one size share a block of memory. In the backward pass it is free before the block in front of this
// one needs memory for gradients, which are often twice as large as one of them.
template <class T>
void ResidualStep<T>::store_together(const ImageSource<T>& x) {
  const Shape shape = branch_[1]->stored_shape(x);
  if (shape.rank() == 0 || branch_[0]->stored_shape(x) != shape) return;
  const Tensor both(shape.with_first(2 * shape[0]), {Device::cpu, dtype_of<T>});
  branch_[0]->store_into(both.slice(0, shape[0]));
  branch_[1]->store_into(both.slice(shape[0], 2 * shape[0]));
}

template <class T>
const ImageSource<T>& ResidualStep<T>::evaluate(const ImageSource<T>& x) {
  const ImageSource<T>& s = shortcut_ ? shortcut_->forward(x, false) : x;
  const ImageSource<T>* f = &x;
  for (std::size_t i = 0; i + 1 < branch_.size(); ++i) {
    f = &branch_[i]->forward(*f, false);
    if (i > 0) branch_[i - 1]->forget();
  }
  const ImageSource<T>* y = &stored_;
  if (branch_.back()->measures()) {  // a BatchNorm that trains by itself: what it makes is known at the end only
    sum_.set(branch_.back()->forward(*f, false), s, rectified_);
    stored_.set(materialised<T>(sum_));
    branch_.back()->forget();
  } else {
    y = &branch_.back()->evaluate(*f, {&s, rectified_});
  }
  if (branch_.size() > 1) branch_[branch_.size() - 2]->forget();
  if (shortcut_) shortcut_->forget();
  return *y;
}
// [endregion forward]

template <class T>
void ResidualStep<T>::forget() {
  for (const auto& step : branch_) step->forget();
  if (shortcut_) shortcut_->forget();
  stored_.set(Tensor());
}

template <class T>
std::string ResidualStep<T>::summary() const {
  std::string inside;
  for (const auto& step : branch_) inside += (inside.empty() ? "" : ", ") + step->summary();
  return fmt::format("{} [{}{}]", name_, inside, shortcut_ ? ", " + shortcut_->summary() : "");
}

// [region backward]
// (4.6) for the ReLU behind the sum, in place.
template <class T>
void ResidualStep<T>::rectify_gradient(Tensor& dy) const {
  const bool stored = stored_.tensor().defined();
  if (stored) this->expect_unchanged(stored_);
  const ImageSource<T>& y = stored ? static_cast<const ImageSource<T>&>(stored_) : sum_;
  const ImageSize size = y.size();
  const Index row = size.width * size.channels, space = row + y.scratch_count();
  Tensor workspace({thread_count(), space}, dy.options());
  T *const gradients = dy.data<T>(), *const spaces = workspace.data<T>();
  parallel_for_workers(dy.dim(0) * size.height, size.height, [&](Index begin, Index end, Index worker) {
    T* const y_row = spaces + worker * space;
    for (Index i = begin; i < end; ++i) {
      const T* const pixels = row_of(y, i / size.height, i % size.height, 0, size.width, y_row, y_row + row);
      T* const gradient = gradients + i * row;
      for_each_channel_vector<T>(row, [&](Index j, const auto& access) {
        access.store(gradient + j, through_relu<T>(access.load(pixels + j), access.load(gradient + j)));
      });
    }
  });
}

template <class T>
Tensor ResidualStep<T>::backward(Tensor dy, InputGradient wanted) {
  if (rectified_) rectify_gradient(dy);
  Tensor through_shortcut = dy;
  if (shortcut_) through_shortcut = shortcut_->backward(dy, wanted);
  Tensor gradient = dy;
  for (std::size_t i = branch_.size(); i-- > 0;) {
    const bool first = i == 0;
    gradient = branch_[i]->backward(gradient, first ? wanted : InputGradient::wanted,
                                    first && wanted == InputGradient::wanted ? through_shortcut : Tensor());
  }
  forget();
  return gradient;  // (12.5): the first step of the branch has added what came through the shortcut
}
// [endregion backward]

template class SummedImages<float>;
template class SummedImages<double>;
template class ResidualStep<float>;
template class ResidualStep<double>;

}  // namespace strata::fast_cpu
