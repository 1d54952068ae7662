#pragma once

#include <functional>

#include "common/index.hpp"

namespace strata::fast_cpu {

/// Runs the same work on several threads, each on a core of its own while there are enough, in rounds that all threads
/// begin together.
class Together {
 public:
  /// The best round.
  struct Result {
    double seconds;  ///< from the common beginning to the end of the slowest thread
    Index rounds;    ///< how many there were, the first one, which warms up, not counted
  };

  /// @param threads  how many, each a thread of its own and none of parallel_for's
  /// @param seconds  rounds are begun for so long; there are at least three
  Together(Index threads, double seconds) : threads_(threads), seconds_(seconds) {}

  /// Each thread calls prepare(its number) once, and in each round what that returned. Neither may throw.
  Result best(const std::function<std::function<void()>(Index thread)>& prepare) const;

 private:
  Index threads_;
  double seconds_;
};

}  // namespace strata::fast_cpu
