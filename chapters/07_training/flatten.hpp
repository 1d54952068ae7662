#pragma once

#include <memory>
#include <string>

#include "02_modules/module.hpp"

namespace strata {

/// [N,H,W,C] -> [N,H·W·C]: the same elements as rows of features (7.1). It computes nothing and copies nothing, since
/// elements lie without gaps and channels last.
class Flatten : public Module {
 public:
  std::string kind() const override { return "Flatten"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Flatten>(); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return {{sample.count()}, "F"}; }
  Tensor do_forward(const Tensor& x) override { return x.reshape(output_sample().with_front(x.dim(0))); }
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override {
    return wanted == InputGradient::skip ? Tensor() : dy.reshape(input_sample().with_front(dy.dim(0)));
  }
};

}  // namespace strata
