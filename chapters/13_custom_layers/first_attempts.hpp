#pragma once

// Backward passes of OwnLpPool that look right and are not: what one writes first. For the program and the tests.

#include <string_view>

#include "13_custom_layers/own_lp_pool.hpp"

namespace strata {

/// One way to get it wrong.
struct FirstAttempt {
  std::string_view mistake;  ///< in words
  OwnLpPoolKernels kernels;  ///< the right forward pass, and this backward pass, for float64
};

/// @{
/// The attempts of the chapter's text, in its order. They live to the end of the program.
const FirstAttempt& attempt_without_the_mean();  ///< (13.5) without the division by M
const FirstAttempt& attempt_without_the_sign();  ///< (13.5) without sgn(x): right for images, which are not negative
const FirstAttempt& attempt_without_the_zero();  ///< (13.5) with no case for x = 0: a window of zeros gives 0/0
/// @}

/// The table's entry of such kernels, for a KernelScope.
inline KernelTable<OwnLpPoolKernels>::Entry entry_of(const FirstAttempt& attempt) {
  return {Device::cpu, Dtype::f64, "attempt", &attempt.kernels};
}

}  // namespace strata
