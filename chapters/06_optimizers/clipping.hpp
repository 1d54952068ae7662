#pragma once

#include <vector>

#include "02_modules/parameter.hpp"

namespace strata {

/// Shortens the gradient of all parameters together to the length `limit` if it is longer (6.20), and returns its
/// length before. The direction stays.
/// @throws Error if the limit is not above 0, a gradient is stale, or the length is no number: the message names the
/// first parameter to blame, and no gradient is changed
double clip_by_norm(const std::vector<Parameter*>& parameters, double limit);

/// The same without a look at the length: nobody waits for the device, and a CUDA graph can record it. No gradient is
/// changed if the length is no number. Returns what length_before() reads.
/// @throws Error if there is no parameter, the limit is not above 0, or a gradient is stale
Tensor clip_by_norm_unseen(const std::vector<Parameter*>& parameters, double limit);

/// The length before clip_by_norm_unseen(), which returned `sums` for these parameters. It waits for the device.
/// @throws Error if it is no number: the message names the first parameter to blame
double length_before(const Tensor& sums, const std::vector<Parameter*>& parameters);

/// Cuts every entry of every gradient to [-limit, limit] (6.21). The direction may change. NaN stays NaN.
/// @throws Error if the limit is not above 0 or a gradient is stale
void clip_by_value(const std::vector<Parameter*>& parameters, double limit);

}  // namespace strata
