// Learning rates over time: PyTorch's where PyTorch has them, the formula elsewhere.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "06_optimizers/schedule.hpp"
#include "tests/error_matchers.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

void check_rates(const std::string& name, const Schedule& schedule) {
  const ParityFixture fixture(STRATA_PARITY_FIXTURE);
  const Tensor& expected = fixture["schedulers/" + name];
  for (Index step = 0; step < expected.count(); ++step) {
    INFO(name << ", step " << step);
    CHECK(schedule.at(step) == Approx(expected.values<double>()[static_cast<std::size_t>(step)]).epsilon(1e-12));
  }
}

}  // namespace

TEST_CASE("Stairs, milestones, cosine and one cycle are PyTorch's schedulers", "[layering]") {
  check_rates("stairs", Schedule::stairs(0.3, 7, 0.5));
  check_rates("milestones", Schedule::milestones(0.3, {3, 10, 11, 40}, 0.2));
  check_rates("cosine", Schedule::cosine(0.3, 59, 0.01));
  for (const Index length : {2, 3, 59, 60}) {
    check_rates(fmt::format("one cycle {}", length), Schedule::one_cycle(0.3, length));
  }
  check_rates("one cycle 10",
              Schedule::one_cycle(0.3, 10, {.rising_share = 0.45, .start_divisor = 10, .end_divisor = 50}));
}

TEST_CASE("Cosine and one cycle stay at their last rate when their length is over", "[layering]") {
  CHECK(Schedule::cosine(0.3, 10, 0.01).at(25) == 0.01);
  const Schedule cycle = Schedule::one_cycle(0.3, 10);
  CHECK(cycle.at(9) == Approx(0.3 / 25 / 1e4));
  CHECK(cycle.at(1000) == cycle.at(9));
  CHECK(Schedule::constant(0.2).at(1000000) == 0.2);
}

TEST_CASE("The inverse square root falls as its formula says, after each of three beginnings", "[layering]") {
  const double rate = 0.02;
  const Schedule linear = Schedule::inverse_sqrt(rate), flat = Schedule::inverse_sqrt_flat(rate),
                 from_zero = Schedule::inverse_sqrt_from_zero(rate);
  CHECK(linear.at(0) == 1e-5);
  CHECK(linear.at(250) == Approx((1e-5 + rate) / 2));
  CHECK(flat.at(0) == rate);
  CHECK(flat.at(250) == rate);
  CHECK(from_zero.at(0) == 0);
  CHECK(from_zero.at(250) == Approx(rate / 2));
  for (const Schedule& schedule : {linear, flat, from_zero}) {
    CHECK(schedule.at(500) == Approx(rate));
    CHECK(schedule.at(2000) == Approx(rate / 2));
    CHECK(schedule.at(777) == Approx(rate * std::sqrt(500) / std::sqrt(777)));
  }
  CHECK(Schedule::inverse_sqrt(rate, 10).at(40) == Approx(rate / 2));
}

TEST_CASE("Schedules name what cannot be", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  check_contains(error_message([] { Schedule::constant(-0.1); }), {"learning rate", "-0.1"});
  check_contains(error_message([&] { Schedule::inverse_sqrt(nan); }), {"learning rate", "nan"});
  check_contains(error_message([] { Schedule::stairs(0.1, 0); }), {"stairs", "0 steps", "1 or more"});
  check_contains(error_message([] { Schedule::stairs(0.1, 5, -1); }), {"factor", "-1"});
  check_contains(error_message([] { Schedule::milestones(0.1, {5, 5}); }), {"milestones", "5 after 5", "ascend"});
  check_contains(error_message([] { Schedule::cosine(0.1, -5); }), {"cosine", "-5 steps"});
  check_contains(error_message([] { Schedule::cosine(0.1, 5, -1); }), {"lowest rate", "-1"});
  check_contains(error_message([] { Schedule::one_cycle(0.1, 1); }), {"one cycle", "1 steps", "2 or more"});
  check_contains(error_message([] { Schedule::one_cycle(0.1, 9, {.rising_share = 1}); }), {"rising share of 1"});
  check_contains(error_message([] { Schedule::one_cycle(0.1, 9, {.end_divisor = 0}); }), {"divisor 0"});
  check_contains(error_message([] { Schedule::inverse_sqrt_flat(0.1, 0); }), {"warm-up", "0 steps"});
  check_contains(error_message([] { Schedule::constant(0.1).at(-1); }), {"step -1", "0 or more"});
}
