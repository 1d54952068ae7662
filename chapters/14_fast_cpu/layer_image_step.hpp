#pragma once

#include <string>
#include <utility>

#include "14_fast_cpu/image_step.hpp"

namespace strata::fast_cpu {

/// A layer that makes images of images, by itself: what is not fused.
template <class T>
class LayerImageStep : public ImageStep<T> {
 public:
  /// For this layer, which must outlive it.
  LayerImageStep(Module& layer, std::string name) : layer_(layer), name_(std::move(name)) {}

  const ImageSource<T>& forward(const ImageSource<T>& x, bool) override {
    result_.set(layer_.forward(materialised<T>(x)));
    return result_;
  }

  Tensor backward(Tensor dy, InputGradient wanted) override {
    forget();
    return layer_.backward(dy, wanted);
  }

  void forget() override { result_.set(Tensor()); }
  bool learns() const override { return layer_.parameter_count() > 0; }
  std::string summary() const override { return name_; }

 private:
  Module& layer_;
  std::string name_;
  StoredImages<T> result_;
};

}  // namespace strata::fast_cpu
