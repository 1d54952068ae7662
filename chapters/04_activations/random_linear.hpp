#pragma once

#include <memory>
#include <string>

#include "02_modules/module.hpp"

namespace strata {

/// A Linear layer without a bias that never learns: y = x Wᵀ (3.1), where W keeps its normal random values (3.14). It
/// is a buffer and no parameter. Input [N,I], output [N,O].
class RandomLinear : public Module {
 public:
  /// @param out_features  O
  /// @param gain          1 keeps the size of what goes through, √2 if a ReLU follows
  /// @throws Error if out_features is below 1 or the gain is not positive and finite
  explicit RandomLinear(Index out_features, double gain = 1);

  std::string kind() const override { return "RandomLinear"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<RandomLinear>(out_features_, gain_); }
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Index out_features_;
  double gain_;
  Tensor weight_;
};

}  // namespace strata
