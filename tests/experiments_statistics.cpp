// What is said of a few runs.

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

#include "experiments/statistics.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;
using namespace strata::experiments;

TEST_CASE("Mean and sample standard deviation, and how they are written", "[layering]") {
  const Spread spread = spread_of(std::array{0.98, 0.99, 1.0});
  CHECK(spread.count == 3);
  CHECK(spread.mean == Approx(0.99));
  CHECK(spread.deviation == Approx(0.01));  // √((0.01² + 0.01²) / 2)
  CHECK(spread.low == 0.98);
  CHECK(spread.high == 1.0);
  CHECK(percent(spread) == "99.00 ± 1.00 %");
  CHECK(distance(0.975, spread) == "1.5 deviations below");
  CHECK(distance(0.995, spread) == "0.5 deviations above");
}

TEST_CASE("One run has no deviation, and none is made up", "[layering]") {
  const Spread one = spread_of(std::array{0.5});
  CHECK(std::isnan(one.deviation));
  CHECK(percent(one) == "50.00 %");
  CHECK(distance(0.4, one) == "-");
  check_contains(error_message([&] { welch_half_width(one, one); }), {"1 and 1 runs", "two or more on both sides"});
  CHECK_THROWS_AS(spread_of({}), Error);
}

// By hand: variances 1 and 4 over four and six runs. 1/4 + 4/6 = 0.91667; freedom = 0.91667² / (0.25²/3 + 0.66667²/5) =
// 7.659. For 99 %, tables of Student's t have 3.499 for 7 and 3.355 for 8 degrees of freedom.
TEST_CASE("Welch's interval is that of the tables", "[layering]") {
  const Spread one{.count = 4, .mean = 0, .deviation = 1, .low = 0, .high = 0};
  const Spread other{.count = 6, .mean = 0, .deviation = 2, .low = 0, .high = 0};
  const double width = welch_half_width(one, other) / std::sqrt(1.0 / 4 + 4.0 / 6);
  CHECK(width < 3.499);
  CHECK(width > 3.355);
  CHECK(welch_half_width(one, other, 0.95) < welch_half_width(one, other, 0.99));
  CHECK(welch_half_width(one, other) == welch_half_width(other, one));
}
