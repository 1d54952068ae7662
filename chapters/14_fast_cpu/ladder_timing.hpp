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

/// Which of several rounds counts.
enum class LadderChoice {
  least_possible,  ///< for one thread: the least possible(), of the rounds in which the machine was not slow
  shortest,        ///< for several threads: something else on one core makes all of them wait
};

/// Runs works in turns, so that a machine that changes its speed changes it for all of them, and measures the peak
/// before and after each.
/// @param works   each runs once more before the first round, which does not count
/// @param rounds  how often each is measured, at least 1
/// @param choice  which round counts
std::vector<LadderTime> time_in_turns(const std::vector<LadderWork>& works, Index rounds,
                                      LadderChoice choice = LadderChoice::least_possible);

}  // namespace strata::fast_cpu
