#include "experiments/deciles.hpp"

#include <algorithm>

#include "common/error.hpp"

namespace strata::experiments {

TimeRange middle_and_range(std::vector<double> measurements) {
  if (measurements.empty()) throw Error({"middle_and_range", "no measurements", "one or more", ""});
  std::ranges::sort(measurements);
  const std::size_t last = measurements.size() - 1;
  return {measurements[last / 2], measurements[last / 10], measurements[last - last / 10]};
}

}  // namespace strata::experiments
