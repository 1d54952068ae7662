#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"
#include "03_linear/initialisation.hpp"

namespace strata {

// [region kernels]
/// What a device must know to run a Linear layer. Chapter 3 teaches the CPU, chapter 17 the GPU. x is [N,I], weight
/// [O,I], bias [O], y and dy [N,O].
struct LinearKernels {
  void (*forward)(const Tensor& x, const Tensor& weight, const Tensor* bias, Tensor& y);  ///< y = x Wᵀ + 1 bᵀ (3.1)
  void (*backward_input)(const Tensor& dy, const Tensor& weight, Tensor& dx);             ///< dx = dy W (3.4)
  void (*backward_weight)(const Tensor& x, const Tensor& dy, Write, Tensor& dweight);     ///< dW = dyᵀ x (3.5)
  void (*backward_bias)(const Tensor& dy, Write, Tensor& dbias);                          ///< db = dyᵀ 1 (3.6)

  /// Which functions run where.
  static KernelTable<LinearKernels> table;
};
// [endregion kernels]

/// The options of a Linear layer.
struct LinearOptions {
  bool bias = true;                                               ///< whether to add b
  Initialisation weight = Initialisation::uniform_fan_in();       ///< PyTorch's default
  Initialisation bias_values = Initialisation::uniform_fan_in();  ///< likewise
};

/// y = x Wᵀ + b (3.1): each output is a weighted sum of all inputs. Input [N,I], output [N,O].
class Linear : public Module {
 public:
  /// The number of inputs is taken from the shape given to build(). @throws Error if out_features is below 1
  explicit Linear(Index out_features, LinearOptions options = {});

  /// The weight, [O,I].
  Parameter& weight() { return *weight_; }

  /// The weight, for another module to use as its own: the two train one parameter.
  std::shared_ptr<Parameter> shared_weight() { return weight_; }

  /// The bias, [O]. @throws Error if the layer has none
  Parameter& bias();

  std::string kind() const override { return "Linear"; }
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Linear>(out_features_, options_); }
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Index out_features_;
  LinearOptions options_;
  std::shared_ptr<Parameter> weight_ = std::make_shared<Parameter>();
  std::shared_ptr<Parameter> bias_;  // null without a bias
  Tensor input_;
};

}  // namespace strata
