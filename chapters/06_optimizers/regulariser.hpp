#pragma once

#include <vector>

#include "02_modules/parameter.hpp"

namespace strata {

/// A price for large parameters, added to the loss: R = λ1 Σ|θ| + ½ λ2 Σθ² (6.22). L1 drives numbers to zero, L2 makes
/// all of them smaller, and the elastic net does both.
class Regulariser {
 public:
  /// @{
  /// @throws Error if a strength is negative or not finite
  static Regulariser l1(double strength) { return Regulariser(strength, 0); }
  static Regulariser l2(double strength) { return Regulariser(0, strength); }
  static Regulariser elastic(double l1, double l2) { return Regulariser(l1, l2); }
  /// @}

  /// The same for parameters of two axes or more only: biases, and the scale and shift of normalisations, stay free.
  Regulariser weights_only() const;

  /// R (6.22), to be added to a loss that is shown.
  double penalty(const std::vector<Parameter*>& parameters) const;

  /// Adds dR/dθ = λ1 sign(θ) + λ2 θ (6.23) to gradients, between backward pass and step; sign(0) is 0.
  /// @throws Error if a gradient that it changes is stale; then none is changed
  void add_gradients(const std::vector<Parameter*>& parameters) const;

 private:
  Regulariser(double l1, double l2);
  std::vector<Parameter*> chosen(const std::vector<Parameter*>& parameters) const;

  double l1_, l2_;
  bool weights_only_ = false;
};

}  // namespace strata
