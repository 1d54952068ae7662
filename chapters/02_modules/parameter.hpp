#pragma once

#include <string>
#include <utility>

#include "01_tensors/tensor.hpp"

namespace strata {

/// What a kernel does with the gradient it computes: overwrite what is there, or add to it.
enum class Write { assign, add };

/// Numbers that training changes, with the gradient of the loss in them.
///
/// A gradient is stale until a backward pass has written it: zero_grad() marks it and touches no number. The first
/// backward pass then assigns and later ones add (2.5), so nothing is ever filled with zeros.
class Parameter {
 public:
  /// Where a backward pass puts its result, and how.
  struct Gradient {
    Tensor& tensor;  ///< the gradient, of the parameter's shape
    Write write;     ///< assign if it was stale, else add
  };

  Parameter() = default;

  /// A parameter with first values and a stale gradient.
  explicit Parameter(Tensor initial_value) : value(std::move(initial_value)) {}

  Tensor value;                    ///< the numbers themselves; an optimiser changes them in place
  std::string path = "parameter";  ///< for messages: "classifier.fc.weight"

  /// False while the gradient is stale.
  bool has_grad() const { return !stale_; }

  /// The gradient. @throws Error while it is stale
  const Tensor& grad() const;

  /// Marks the gradient as stale.
  void zero_grad() { stale_ = true; }

  /// Gives the gradient its memory, if it has none that fits. A training forward pass does so before it computes, so
  /// that the second step finds every block that the first one left.
  void reserve_grad();

  /// For backward passes: the gradient's tensor and how to write to it. From here on the gradient
  /// counts as written.
  Gradient write_grad();

  /// For checks: fills the gradient with a value and leaves it stale, so that an entry that nobody writes shows itself.
  void poison_grad(double value_of_every_entry);

 private:
  Tensor grad_;
  bool stale_ = true;
};

}  // namespace strata
