#pragma once

#include <functional>
#include <vector>

#include "common/index.hpp"

namespace strata::fast_cpu {

/// How long a work took, and what the machine could do in the same moment.
struct LadderTime {
  double seconds;  ///< of the round that counts
  double peak;     ///< float32 operations per second of a loop of multiplications and additions, before and after it

  /// The operations that the machine could have done in that time: a time that does not change with the machine's
  /// speed.
  double possible() const { return seconds * peak; }
};

/// A work, and the number of threads that it runs on.
struct LadderWork {
  std::function<void()> run;  ///< one round
  Index threads = 1;          ///< that the peak is measured with
};

/// Runs works in turns, so that a machine that changes its speed changes it for all of them, and measures the peak
/// before and after each. Of the rounds in which the machine was about as fast as ever, the one counts that needed
/// fewest of the operations that the machine could have done.
/// @param works   each runs once more before the first round, which does not count
/// @param rounds  how often each is measured, at least 1
std::vector<LadderTime> time_in_turns(const std::vector<LadderWork>& works, Index rounds);

}  // namespace strata::fast_cpu
