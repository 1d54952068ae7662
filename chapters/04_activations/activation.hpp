#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"
#include "04_activations/functions.hpp"

namespace strata {

// [region kernels]
/// What a device must know to run one activation: the loops. The formula comes with the function F of functions.hpp.
template <class F>
struct ActivationKernels {
  void (*forward)(const F&, const Tensor& x, Tensor& y);                      ///< y_i = f(x_i) (4.2)
  void (*backward)(const F&, const Tensor& x, const Tensor& dy, Tensor& dx);  ///< dx_i = dy_i f'(x_i) (4.4)

  /// Which functions run where.
  static KernelTable<ActivationKernels> table;
};
// [endregion kernels]

/// The options of a function, none for one without.
template <class F>
std::vector<functions::Option> options_of(const F& function) {
  if constexpr (requires { function.options(); }) {
    const auto options = function.options();
    return {options.begin(), options.end()};
  } else {
    return {};
  }
}

/// "ELU(1)", or "ReLU" without options.
std::string activation_summary(std::string_view name, std::span<const functions::Option> options);

/// @throws Error that names the option unless each is a number that float32 can hold
void expect_finite_options(std::string_view name, std::span<const functions::Option> options);

/// y = f(x), element by element (4.2), for samples of any shape. F is a function of functions.hpp or one of your own:
/// include 04_activations/activation_cpu.hpp where you use your own.
template <class F>
class Activation : public Module {
 public:
  /// LeakyReLU({.slope = 0.1}). @throws Error if an option is not finite
  explicit Activation(F function = {}) : function_(function) { expect_finite_options(F::name, options_of(function_)); }

  /// The scalar function.
  const F& function() const { return function_; }

  std::string kind() const override { return std::string(F::name); }
  std::string summary() const override { return activation_summary(F::name, options_of(function_)); }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Activation>(function_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return sample; }

  // [region layer]
  Tensor do_forward(const Tensor& x) override {
    input_ = training() ? x : Tensor();
    Tensor y(x.shape(), x.options());
    kernels<ActivationKernels<F>>(x).forward(function_, x, y);
    return y;
  }

  Tensor do_backward(const Tensor& dy, InputGradient wanted) override {
    const Tensor x = std::exchange(input_, Tensor());
    if (wanted == InputGradient::skip) return {};
    Tensor dx(x.shape(), x.options());
    kernels<ActivationKernels<F>>(x).backward(function_, x, dy, dx);
    return dx;
  }
  // [endregion layer]

 private:
  F function_;
  Tensor input_;
};

/// @{
/// The layers of this chapter; their kernels are compiled in activation_cpu.cpp.
using ReLU = Activation<functions::ReLU>;
using LeakyReLU = Activation<functions::LeakyReLU>;
using Sigmoid = Activation<functions::Sigmoid>;
using Tanh = Activation<functions::Tanh>;
using SoftPlus = Activation<functions::SoftPlus>;
using ELU = Activation<functions::ELU>;
using Swish = Activation<functions::Swish>;
/// @}

extern template struct ActivationKernels<functions::ReLU>;
extern template struct ActivationKernels<functions::LeakyReLU>;
extern template struct ActivationKernels<functions::Sigmoid>;
extern template struct ActivationKernels<functions::Tanh>;
extern template struct ActivationKernels<functions::SoftPlus>;
extern template struct ActivationKernels<functions::ELU>;
extern template struct ActivationKernels<functions::Swish>;

}  // namespace strata
