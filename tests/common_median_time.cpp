// The median of numbers, and of the times that an action takes.

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "common/error.hpp"
#include "common/median_time.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

TEST_CASE("The median is the middle number, in whatever order they come", "[layering]") {
  CHECK(median({3}) == 3);
  CHECK(median({5, 1, 9}) == 5);
  CHECK(median({9, 1, 5, 7}) == 7);
  check_contains(error_message([] { median({}); }), {"median", "no numbers"});
}

TEST_CASE("A median time leaves the first runs out, and one slow run has no say", "[layering]") {
  using namespace std::chrono_literals;
  int runs = 0;
  const double seconds = median_seconds(5, 2, [&] {
    ++runs;
    std::this_thread::sleep_for(runs <= 2 || runs == 4 ? 60ms : 2ms);
  });
  CHECK(runs == 7);
  CHECK(seconds >= 0.002);
  CHECK(seconds < 0.05);
  check_contains(error_message([] { median_seconds(0, 0, [] {}); }), {"no numbers"});
}
