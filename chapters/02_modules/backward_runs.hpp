#pragma once

#include <optional>
#include <vector>

#include "02_modules/diagnosis.hpp"
#include "02_modules/gradient_subject.hpp"

namespace strata {

/// What backward says, run in the ways that bring bookkeeping mistakes to light.
struct BackwardRuns {
  std::vector<std::vector<double>> gradients;         ///< of each slot, after gradients poisoned with NaN
  std::vector<std::optional<Diagnosis>> bookkeeping;  ///< of each slot: never written, not accumulated, ...
};

/// Runs forward and backward with the earlier input, with poisoned gradients, twice in a row, and without the input
/// gradient.
/// @param subject        what is differentiated; its elements are put back
/// @param dy             the upstream gradient
/// @param earlier_input  elements for slot 0 in the passes that go before the ones that count
/// @throws Error if a gradient has another number of elements than the tensor it belongs to
BackwardRuns run_backward(GradientSubject& subject, const Tensor& dy, const std::vector<double>& earlier_input);

}  // namespace strata
