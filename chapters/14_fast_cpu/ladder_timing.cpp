#include "ladder_timing.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "14_fast_cpu/machine_peak.hpp"

namespace strata::fast_cpu {
namespace {

constexpr double same_speed = 0.07;  // by how much the peak may differ in a round that counts

struct LadderRound {
  LadderTime time;
  bool steady;  // the machine kept its speed
};

LadderRound one_round(const LadderWork& work) {
  const double before = operations_per_second_now(work.threads);
  const auto start = std::chrono::steady_clock::now();
  work.run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double after = operations_per_second_now(work.threads);
  const double peak = std::max(before, after);
  return {{seconds, peak}, std::abs(after - before) < same_speed * peak};
}

// A steady round before any other; of two of a kind, the one that needed less.
bool is_better(const LadderRound& a, const LadderRound& b) {
  return a.steady != b.steady ? a.steady : a.time.possible() < b.time.possible();
}

}  // namespace

std::vector<LadderTime> time_in_turns(const std::vector<LadderWork>& works, Index rounds) {
  constexpr double never = std::numeric_limits<double>::infinity();
  std::vector<LadderRound> best(works.size(), {{never, 1}, false});
  for (const LadderWork& work : works) work.run();
  for (Index round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      const LadderRound now = one_round(works[i]);
      if (is_better(now, best[i])) best[i] = now;
    }
  }
  std::vector<LadderTime> times;
  for (const LadderRound& round : best) times.push_back(round.time);
  return times;
}

}  // namespace strata::fast_cpu
