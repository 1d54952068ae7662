#pragma once

#include <vector>

#include "02_modules/parameter.hpp"

namespace strata {

/// Shortens the gradient of all parameters together to the length `limit` if it is longer (6.20), and returns its
/// length before. The direction stays.
/// @throws Error if the limit is not above 0, a gradient is stale, or the length is no number: the message names the
/// first parameter to blame, and no gradient is changed
double clip_by_norm(const std::vector<Parameter*>& parameters, double limit);

/// Cuts every entry of every gradient to [-limit, limit] (6.21). The direction may change. NaN stays NaN.
/// @throws Error if the limit is not above 0 or a gradient is stale
void clip_by_value(const std::vector<Parameter*>& parameters, double limit);

}  // namespace strata
