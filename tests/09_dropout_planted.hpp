#pragma once

// Kernels of Dropout with one mistake each, for float64, and a layer whose masks nobody can replay: what the gradient
// check must catch.

#include <memory>
#include <string>

#include "01_tensors/views.hpp"
#include "09_dropout/dropout.hpp"

namespace strata::planted_dropout {

template <class Kernels>
const Kernels& right() {
  return Kernels::table.find(Device::cpu, Dtype::f64, plain_kernels);
}

/// The backward pass draws a mask of its own.
template <class Kernels>
void redrawn(const Bernoulli& m, const Tensor& taken, const Tensor& dy, Tensor& dx) {
  Tensor next = taken.clone();
  next.values<std::int64_t>()[1] += 1000;
  right<Kernels>().backward(m, next, dy, dx);
}

/// Entries of the mask are 0 and 1 in the backward pass: the division by 1 - p is forgotten.
template <class Kernels>
void not_scaled(const Bernoulli& m, const Tensor& taken, const Tensor& dy, Tensor& dx) {
  Bernoulli binary = m;
  binary.scale = 1;
  right<Kernels>().backward(binary, taken, dy, dx);
}

/// Divided by 1 - p twice.
template <class Kernels>
void scaled_twice(const Bernoulli& m, const Tensor& taken, const Tensor& dy, Tensor& dx) {
  Bernoulli twice = m;
  twice.scale *= m.scale;
  right<Kernels>().backward(twice, taken, dy, dx);
}

/// Backward is the identity, as it is in evaluation.
template <class Kernels>
void no_mask(const Bernoulli&, const Tensor&, const Tensor& dy, Tensor& dx) {
  dx.copy_from(dy);
}

/// A layer whose generator is a plain member: nothing puts it back, so every forward pass is another function.
class Forgetful : public Module {
 public:
  std::string kind() const override { return "Forgetful"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Forgetful>(); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override {
    state_ = new_random_state(rng, Device::cpu);
    return sample;
  }
  Tensor do_forward(const Tensor& x) override {
    taken_ = take_numbers(x.count(), state_);
    Tensor y(x.shape(), x.options());
    kernels<DropoutKernels>(x).forward(Bernoulli(0.5), taken_, x, y);
    return y;
  }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    Tensor dx(dy.shape(), dy.options());
    kernels<DropoutKernels>(dy).backward(Bernoulli(0.5), taken_, dy, dx);
    return dx;
  }

 private:
  Tensor state_, taken_;
};

}  // namespace strata::planted_dropout
