#pragma once

#include <span>
#include <string>
#include <vector>

#include "02_modules/finite_difference.hpp"
#include "02_modules/mistake.hpp"

namespace strata {

/// A mistake with the sentence that explains it.
struct Diagnosis {
  Mistake mistake;          ///< what was found
  std::string explanation;  ///< one sentence, without the tensor's name
};

/// Finds the mistake behind a wrong gradient, by asking of each hypothesis what it predicts (2.17).
///
/// @param check         measures what the gradient should be; put back as it was
/// @param slot          whose gradient is wrong
/// @param analytic      that gradient, as backward gave it, without NaN
/// @param entries       the entries to judge by
/// @param earlier_input elements of slot 0 in the forward pass before the last
/// @param tolerance     the relative error up to which an entry is right (2.16)
Diagnosis diagnose(FiniteDifference& check, std::size_t slot, std::span<const double> analytic,
                   std::span<const Index> entries, std::span<const double> earlier_input, double tolerance);

}  // namespace strata
