#include "ladder_timing.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "14_fast_cpu/machine_peak.hpp"

namespace strata::fast_cpu {
namespace {

constexpr double nearly_best = 0.9;  // of the highest peak: the machine was not slow

LadderTime one_round(const LadderWork& work) {
  const double before = operations_per_second_now(work.threads);
  const auto start = std::chrono::steady_clock::now();
  work.run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {seconds, std::max(before, operations_per_second_now(work.threads))};
}

// For one thread, rounds in which the machine was slow do not count: did it become fast and slow again within the
// round, the peak before and after would not show what it could do.
LadderTime best_of(const std::vector<LadderTime>& rounds, LadderChoice choice) {
  if (choice == LadderChoice::shortest) return *std::ranges::min_element(rounds, {}, &LadderTime::seconds);
  const double highest = std::ranges::max_element(rounds, {}, &LadderTime::peak)->peak;
  LadderTime best{std::numeric_limits<double>::infinity(), 1};
  for (const LadderTime& round : rounds) {
    if (round.peak >= nearly_best * highest && round.possible() < best.possible()) best = round;
  }
  return best;
}

}  // namespace

std::vector<LadderTime> time_in_turns(const std::vector<LadderWork>& works, Index rounds, LadderChoice choice) {
  std::vector<std::vector<LadderTime>> times(works.size());
  for (const LadderWork& work : works) work.run();
  for (Index round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) times[i].push_back(one_round(works[i]));
  }
  std::vector<LadderTime> best;
  for (const std::vector<LadderTime>& rounds_of_work : times) best.push_back(best_of(rounds_of_work, choice));
  return best;
}

}  // namespace strata::fast_cpu
