#pragma once

#include <cstddef>
#include <vector>

#include "common/function_ref.hpp"

namespace strata {

/// The middle one of some numbers; of an even count, the larger one of the two in the middle.
/// @throws Error if there are none
double median(std::vector<double> values);

/// How long an action takes, in seconds: the median of `repeats` runs, after `warm_up` others that do not count, while
/// caches and allocators fill up.
/// @throws Error if there is no repeat
double median_seconds(std::size_t repeats, std::size_t warm_up, FunctionRef<void()> action);

}  // namespace strata
