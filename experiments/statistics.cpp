#include "experiments/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "common/error.hpp"

namespace strata::experiments {

Spread spread_of(std::span<const double> numbers) {
  if (numbers.empty()) throw Error({"spread_of", "no numbers", "one or more", ""});
  const auto count = static_cast<double>(numbers.size());
  const double mean = std::accumulate(numbers.begin(), numbers.end(), 0.0) / count;
  double squares = 0;
  for (const double number : numbers) squares += (number - mean) * (number - mean);
  const auto [low, high] = std::ranges::minmax(numbers);
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  return {.count = static_cast<Index>(numbers.size()),
          .mean = mean,
          .deviation = numbers.size() > 1 ? std::sqrt(squares / (count - 1)) : unknown,
          .low = low,
          .high = high};
}

std::string percent(const Spread& spread, int digits) {
  if (spread.count < 2) return fmt::format("{:.{}f} %", 100 * spread.mean, digits);
  return fmt::format("{:.{}f} ± {:.{}f} %", 100 * spread.mean, digits, 100 * spread.deviation, digits);
}

std::string percent_range(const Spread& spread) {
  return fmt::format("{:.2f} to {:.2f} %", 100 * spread.low, 100 * spread.high);
}

std::string scientific(const Spread& spread) {
  if (spread.count < 2) return fmt::format("{:.2e}", spread.mean);
  if (spread.deviation == 0) return fmt::format("{:.2e} ± 0", spread.mean);
  return fmt::format("{:.2e} ± {:.1e}", spread.mean, spread.deviation);
}

std::string decimal(const Spread& spread, int digits) {
  if (spread.count < 2) return fmt::format("{:.{}f}", spread.mean, digits);
  return fmt::format("{:.{}f} ± {:.{}f}", spread.mean, digits, spread.deviation, digits);
}

std::string distance(double value, const Spread& spread) {
  if (spread.count < 2 || spread.deviation == 0) return "-";
  const double deviations = (value - spread.mean) / spread.deviation;
  return fmt::format("{:.1f} deviations {}", std::abs(deviations), deviations < 0 ? "below" : "above");
}

double prediction_deviations(Index count, double probability) {
  if (count < 2) {
    throw Error({"prediction_deviations", fmt::format("{} runs", count), "two or more",
                 "a single run says nothing about chance"});
  }
  const boost::math::students_t_distribution<double> student(static_cast<double>(count - 1));
  return boost::math::quantile(student, (1 + probability) / 2) * std::sqrt(1 + 1 / static_cast<double>(count));
}

double welch_half_width(const Spread& one, const Spread& other, double probability) {
  if (one.count < 2 || other.count < 2) {
    throw Error({"welch_half_width", fmt::format("{} and {} runs", one.count, other.count), "two or more on both sides",
                 "a single run says nothing about chance"});
  }
  const auto part = [](const Spread& side) {
    return side.deviation * side.deviation / static_cast<double>(side.count);
  };
  const double sum = part(one) + part(other);
  if (sum == 0) return 0;
  const auto share = [&](const Spread& side) { return part(side) * part(side) / static_cast<double>(side.count - 1); };
  const double freedom = sum * sum / (share(one) + share(other));  // Welch and Satterthwaite
  const boost::math::students_t_distribution<double> student(freedom);
  return boost::math::quantile(student, (1 + probability) / 2) * std::sqrt(sum);
}

}  // namespace strata::experiments
