#pragma once

#include <functional>
#include <vector>

#include "07_training/experiment.hpp"

namespace strata::experiments {

/// How long works take, in milliseconds, where they run in turns: what slows the machine for a while slows them all.
/// @param works   each runs a few rounds more at the beginning, which do not count
/// @param rounds  that count
/// @throws Error if there is no round
std::vector<TimeRange> take_turns(const std::vector<std::function<void()>>& works, Index rounds);

}  // namespace strata::experiments
