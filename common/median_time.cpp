#include "common/median_time.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/error.hpp"

namespace strata {

double median(std::vector<double> values) {
  if (values.empty()) throw Error({"median", "no numbers", "one or more", ""});
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

double median_seconds(std::size_t repeats, std::size_t warm_up, FunctionRef<void()> action) {
  using Clock = std::chrono::steady_clock;
  for (std::size_t run = 0; run < warm_up; ++run) action();
  std::vector<double> seconds;
  for (std::size_t run = 0; run < repeats; ++run) {
    const auto start = Clock::now();
    action();
    seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  return median(std::move(seconds));
}

}  // namespace strata
