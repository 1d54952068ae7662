#include "14_fast_cpu/image_trunk.hpp"

#include <algorithm>
#include <utility>

namespace strata::fast_cpu {

template <class T>
ImageTrunk<T>::ImageTrunk(std::vector<std::unique_ptr<ImageStep<T>>> steps) : steps_(std::move(steps)) {
  const auto found = std::ranges::find_if(steps_, [](const auto& step) { return step->learns(); });
  first_to_learn_ = static_cast<std::size_t>(found - steps_.begin());
}

// [region forward]
template <class T>
Tensor ImageTrunk<T>::forward(const Tensor& x, bool training) {
  input_.set(x);
  const ImageSource<T>* images = &input_;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    images = &steps_[i]->forward(*images, training);
    if (!training && i > 0) steps_[i - 1]->forget();
  }
  Tensor y = materialised(*images);
  if (training) return y;
  steps_.back()->forget();
  input_.set(Tensor());
  return y;
}
// [endregion forward]

template <class T>
Tensor ImageTrunk<T>::backward(const Tensor& dy, InputGradient wanted) {
  const bool skip = wanted == InputGradient::skip;
  Tensor gradient = dy.clone();  // a step may write into it
  for (std::size_t i = steps_.size(); i-- > (skip ? first_to_learn_ : 0);) {
    const bool last = skip && i == first_to_learn_;
    gradient = steps_[i]->backward(gradient, last ? InputGradient::skip : InputGradient::wanted, {});
  }
  input_.set(Tensor());
  return skip ? Tensor() : gradient;
}

template <class T>
std::string ImageTrunk<T>::summary() const {
  std::string text;
  for (const auto& step : steps_) text += (text.empty() ? "" : "; ") + step->summary();
  return text;
}

template class ImageTrunk<float>;
template class ImageTrunk<double>;

std::unique_ptr<FusedStep> make_image_trunk(const std::vector<NamedLayer>& layers, std::size_t& first) {
  if (first >= layers.size()) return nullptr;
  const auto make = [&]<class T>(T) -> std::unique_ptr<FusedStep> {
    auto steps = make_image_steps<T>(layers, first);
    if (steps.empty()) return nullptr;
    return std::make_unique<ImageTrunk<T>>(std::move(steps));
  };
  return layers[first].layer->options().dtype == Dtype::f64 ? make(double()) : make(float());
}

}  // namespace strata::fast_cpu
