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
    images = observed(observer_, *steps_[i], StepPass::forward, [&] { return &steps_[i]->forward(*images, training); });
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
    gradient = observed(observer_, *steps_[i], StepPass::backward, [&] {
      return steps_[i]->backward(gradient, last ? InputGradient::skip : InputGradient::wanted);
    });
  }
  if (skip) {
    for (std::size_t i = 0; i < first_to_learn_; ++i) steps_[i]->forget();
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

namespace {

template <class T>
Fusion fuse_images_of(std::span<Module* const> layers, const FusionOptions& options) {
  ImageSteps<T> images = make_image_steps<T>(layers, options);
  if (images.steps.empty()) return {};
  return {std::make_unique<ImageTrunk<T>>(std::move(images.steps)), images.layers};
}

}  // namespace

Fusion fuse_images(std::span<Module* const> layers, const FusionOptions& options) {
  const bool wide = layers.front()->options().dtype == Dtype::f64;
  return wide ? fuse_images_of<double>(layers, options) : fuse_images_of<float>(layers, options);
}

}  // namespace strata::fast_cpu
