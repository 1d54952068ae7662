#pragma once

#include <string>

namespace strata {

/// The mistakes that the gradient check can name. Those from never_written to input_changed are seen in the bookkeeping
/// of several backward passes. Those from always_zero to diagonal_alone are hypotheses: each predicts the entries of
/// the wrong gradient, and is named only if the prediction comes true in all that the check judges by, up to 32. The
/// last two are what is left where none does.
enum class Mistake {
  none,
  never_written,         ///< an entry of the gradient still holds what was there before
  added_to_stale,        ///< the first backward pass added to a stale gradient
  not_accumulated,       ///< the second backward pass assigned, and the first one's share is lost
  wrong_accumulation,    ///< two equal backward passes give neither the gradient nor its double
  skip_differs,          ///< without the input gradient, the parameters' gradients come out otherwise
  input_changed,         ///< forward or backward wrote into a tensor that belongs to the caller
  always_zero,           ///< every entry is zero
  wrong_sign,            ///< minus the right gradient
  mean_for_sum,          ///< the right gradient divided by the batch size
  sum_for_mean,          ///< the right gradient times the batch size
  wrong_factor,          ///< another constant times the right gradient
  transposed_gradient,   ///< the right numbers, written with rows and columns exchanged
  transposed_parameter,  ///< a parameter was read with rows and columns exchanged
  stale_cache,           ///< the gradient belongs to the input of an earlier forward pass
  missing_sum,           ///< only one sample of the batch was counted
  ignored_upstream,      ///< computed as if dy were 1 everywhere
  diagonal_alone,        ///< computed as if each output depended on its own input alone
  partly_wrong,          ///< some entries are right and others are not
  unknown                ///< wrong, and no hypothesis fits
};

/// A name to recognise the mistake by: "mean for sum".
std::string name(Mistake mistake);

}  // namespace strata
