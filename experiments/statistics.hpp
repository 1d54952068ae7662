#pragma once

#include <span>
#include <string>

#include "common/index.hpp"

namespace strata::experiments {

/// What a few runs, one for each seed, have in common.
struct Spread {
  Index count = 0;       ///< runs
  double mean = 0;       ///< of them
  double deviation = 0;  ///< sample standard deviation, √(Σ(x - mean)² / (count - 1)); NaN for one run
  double low = 0;        ///< the smallest
  double high = 0;       ///< the largest
};

/// @throws Error without numbers
Spread spread_of(std::span<const double> numbers);

/// "99.10 ± 0.12 %" of fractions; "99.10 %" for one run.
std::string percent(const Spread& spread, int digits = 2);

/// "98.94 to 99.17 %": the lowest and the highest of some shares.
std::string percent_range(const Spread& spread);

/// @{
/// A mean with its deviation, "4.10e-05 ± 2.1e-07" or "1.234 ± 0.012"; without the deviation for one run.
std::string scientific(const Spread& spread);
std::string decimal(const Spread& spread, int digits = 3);
/// @}

/// How far a single value lies from a distribution: "0.5 deviations above"; "-" where the deviation is not known.
std::string distance(double value, const Spread& spread);

/// How many deviations from the mean of so many runs one more run of the same kind lies at most, with this probability:
/// Student's t, times √(1 + 1/count). @throws Error unless there are two runs or more
double prediction_deviations(Index count, double probability = 0.95);

/// Half of the interval within which the difference of two means lies with this probability, if both sides have the
/// same mean: Welch's t interval. @throws Error unless both sides have two runs or more
double welch_half_width(const Spread& one, const Spread& other, double probability = 0.99);

}  // namespace strata::experiments
