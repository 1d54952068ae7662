#pragma once

#include "02_modules/module.hpp"

namespace strata {

/// Switches a network to evaluation until the scope ends, then back to what it was, also where an exception passes.
class EvaluationMode {
 public:
  /// From here on, forward() keeps nothing.
  explicit EvaluationMode(Module& network) : network_(network), was_training_(network.training()) { network.eval(); }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;
  ~EvaluationMode() { network_.train(was_training_); }

 private:
  Module& network_;
  bool was_training_;
};

}  // namespace strata
