#include "experiments/turns.hpp"

#include <fmt/format.h>

#include "common/error.hpp"
#include "common/median_time.hpp"
#include "experiments/deciles.hpp"

namespace strata::experiments {
namespace {

constexpr Index rounds_before = 2;

}  // namespace

std::vector<TimeRange> take_turns(const std::vector<std::function<void()>>& works, Index rounds) {
  if (rounds < 1) throw Error({"take_turns", fmt::format("{} rounds", rounds), "1 or more", ""});
  std::vector<std::vector<double>> times(works.size());
  for (Index round = -rounds_before; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      const double milliseconds = 1e3 * median_seconds(1, 0, works[i]);
      if (round >= 0) times[i].push_back(milliseconds);
    }
  }
  std::vector<TimeRange> all;
  for (const std::vector<double>& of_work : times) all.push_back(middle_and_range(of_work));
  return all;
}

}  // namespace strata::experiments
