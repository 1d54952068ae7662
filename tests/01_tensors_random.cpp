#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

#include "01_tensors/random.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"

namespace strata {
namespace {

// Statistics are compared within five standard deviations of what they are expected to be: a right generator misses one
// of them once in 1.7 million seeds.
constexpr double deviations = 5;
constexpr int draws = 100000;

bool has_expected_share(Index hits, Index trials, double probability) {
  const double expected = static_cast<double>(trials) * probability;
  return std::abs(static_cast<double>(hits) - expected) < deviations * std::sqrt(expected * (1 - probability));
}

TEST_CASE("Philox gives the numbers that its authors published", "[layering]") {
  // kat_vectors of Random123, the authors' own library.
  CHECK(Philox::block({0, 0, 0, 0}, {0, 0}) == Philox::Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(Philox::block({ones, ones, ones, ones}, {ones, ones}) ==
        Philox::Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(Philox::block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Philox::Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a uniform number is the first 53 bits of its block", "[layering]") {
  const std::uint64_t bits = 0x6627e8d5e169c58d;  // of the block at counter 0 with key 0
  CHECK(Rng(0).uniform() == static_cast<double>(bits >> 11) * 0x1p-53);
}

TEST_CASE("seed, stream and position each have all their 64 bits in the address", "[layering]") {
  std::set<double> first_numbers;
  const std::array<std::uint64_t, 5> values = {0, 1, 2, std::uint64_t{1} << 32, std::uint64_t{1} << 63};
  for (const std::uint64_t seed : values) {
    for (const std::uint64_t stream : values) {
      for (const std::uint64_t position : values) {
        Rng rng(seed, static_cast<Stream>(stream));
        rng.set_position(position);
        first_numbers.insert(rng.uniform());
      }
    }
  }
  CHECK(first_numbers.size() == 125);
}

TEST_CASE("equal keys draw equal numbers, and no stream disturbs another", "[layering]") {
  Rng alone(7, Stream::shuffle);
  Rng beside(7, Stream::shuffle);
  Rng other(7, Stream::initialisation);
  CHECK(Rng(7).uniform() == Rng(7, Stream::initialisation).uniform());
  for (int i = 0; i < 100; ++i) {
    other.normal();
    REQUIRE(alone.uniform() == beside.uniform());
  }
}

TEST_CASE("a saved position goes on with the numbers that followed it", "[layering]") {
  Rng rng(fresh_seed());
  CHECK(rng.position() == 0);
  rng.uniform();
  CHECK(rng.position() == 1);
  rng.normal();
  CHECK(rng.position() == 3);
  const std::uint64_t saved = rng.position();
  const std::array<double, 3> expected = {rng.normal(), rng.uniform(), static_cast<double>(rng.below(1000))};
  Rng resumed(fresh_seed());
  resumed.set_position(saved);
  CHECK(resumed.normal() == expected[0]);
  CHECK(resumed.uniform() == expected[1]);
  CHECK(static_cast<double>(resumed.below(1000)) == expected[2]);
}

TEST_CASE("uniform numbers fill [0, 1) evenly", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  std::array<Index, 10> tenths{};
  double sum = 0;
  bool inside = true;
  for (int i = 0; i < draws; ++i) {
    const double x = rng.uniform();
    inside = inside && x >= 0 && x < 1;
    sum += x;
    ++tenths[std::min<std::size_t>(9, static_cast<std::size_t>(x * 10))];
  }
  CHECK(inside);
  CHECK(std::abs(sum / draws - 0.5) < deviations * std::sqrt(1.0 / 12 / draws));  // the variance is 1/12
  for (const Index count : tenths) CHECK(has_expected_share(count, draws, 0.1));
}

TEST_CASE("uniform numbers between two ends reach neither beyond them nor the upper one", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  double lowest = 100;
  double highest = -100;
  for (int i = 0; i < 1000; ++i) {
    const double x = rng.uniform(-3, 5);
    lowest = std::min(lowest, x);
    highest = std::max(highest, x);
  }
  CHECK(lowest >= -3);
  CHECK(highest < 5);
  // One of 1000 numbers falls in the outer 5 % but for a chance of 0.95^1000 = 5e-23.
  CHECK(lowest < -2.6);
  CHECK(highest > 4.6);
  // Between these two ends lies no other number, and half of all sums are nearer to the upper one.
  const double next_to_one = std::nextafter(1.0, 2.0);
  Index below_upper_end = 0;
  for (int i = 0; i < 100; ++i) below_upper_end += rng.uniform(1.0, next_to_one) == 1.0 ? 1 : 0;
  CHECK(below_upper_end == 100);
}

TEST_CASE("a normal number is the one that Box and Muller's formula gives", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int i = 0; i < 1000; ++i) {
    Rng same = rng;
    const double u = 1 - same.uniform();
    const double v = same.uniform();
    const double expected = std::sqrt(-2 * std::log(u)) * std::cos(2 * std::acos(-1.0) * v);
    // Both are rounded a handful of times, near numbers below 10: an error of 1e-15 each.
    REQUIRE(std::abs(rng.normal() - expected) < 1e-14);
  }
}

TEST_CASE("normal numbers have the moments and the tails of a normal distribution", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  double sum = 0;
  double squares = 0;
  double fourth_powers = 0;
  Index beyond_one = 0;
  Index beyond_two = 0;
  double with_next = 0;
  double previous = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
    fourth_powers += x * x * x * x;
    beyond_one += x > 1 ? 1 : 0;
    beyond_two += x < -2 ? 1 : 0;
    with_next += x * previous;
    previous = x;
  }
  // The moments 1, 2, 4 and 8 of a normal distribution are 0, 1, 3 and 105: the variances of x, x^2 and x^4 are 1,
  // 3 - 1 = 2 and 105 - 9 = 96, and that of the product of two neighbours is 1.
  CHECK(std::abs(sum / draws) < deviations * std::sqrt(1.0 / draws));
  CHECK(std::abs(squares / draws - 1) < deviations * std::sqrt(2.0 / draws));
  CHECK(std::abs(fourth_powers / draws - 3) < deviations * std::sqrt(96.0 / draws));
  CHECK(std::abs(with_next / draws) < deviations * std::sqrt(1.0 / draws));
  CHECK(has_expected_share(beyond_one, draws, std::erfc(1 / std::sqrt(2.0)) / 2));
  CHECK(has_expected_share(beyond_two, draws, std::erfc(2 / std::sqrt(2.0)) / 2));
}

TEST_CASE("below gives each number equally often", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  std::array<Index, 7> counts{};
  for (int i = 0; i < draws; ++i) ++counts.at(static_cast<std::size_t>(rng.below(7)));
  for (const Index count : counts) CHECK(has_expected_share(count, draws, 1.0 / 7));
  CHECK(rng.below(1) == 0);
}

TEST_CASE("below does not favour small remainders", "[layering]") {
  // 2^64 = 2 n + n / 2 (nearly) for this n: without rejection the lower half of all numbers would come with 3/5.
  const Index n = std::numeric_limits<Index>::max() / 5 * 4;
  Rng rng(fresh_seed(), Stream::test);
  Index lower_half = 0;
  for (int i = 0; i < draws; ++i) lower_half += rng.below(n) < n / 2 ? 1 : 0;
  CHECK(has_expected_share(lower_half, draws, 0.5));
}

TEST_CASE("shuffle keeps the values and gives every order equally often", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  std::vector<Index> many(1000);
  std::iota(many.begin(), many.end(), Index{0});
  std::vector<Index> shuffled = many;
  rng.shuffle(shuffled);
  CHECK(shuffled != many);  // by chance once in 1000! runs
  CHECK(std::is_permutation(shuffled.begin(), shuffled.end(), many.begin()));
  std::array<Index, 64> orders{};
  constexpr int shuffles = 24000;
  for (int i = 0; i < shuffles; ++i) {
    std::array<Index, 4> values = {0, 1, 2, 3};
    rng.shuffle(values);
    ++orders[static_cast<std::size_t>(16 * values[0] + 4 * values[1] + values[2])];
  }
  Index seen = 0;
  bool even = true;
  for (const Index count : orders) {
    seen += count > 0 ? 1 : 0;
    even = even && (count == 0 || has_expected_share(count, shuffles, 1.0 / 24));
  }
  CHECK(seen == 24);
  CHECK(even);
  std::vector<Index> nothing;
  CHECK_NOTHROW(rng.shuffle(nothing));
}

TEST_CASE("ends without a finite distance and empty ranges are refused", "[layering]") {
  Rng rng(0);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  check_contains(error_message([&] { rng.uniform(2, 1); }), {"Rng::uniform", "[2, 1)"});
  CHECK_THROWS_AS(rng.uniform(1, 1), Error);
  CHECK_THROWS_AS(rng.uniform(0, infinity), Error);
  CHECK_THROWS_AS(rng.uniform(-infinity, 0), Error);
  CHECK_THROWS_AS(rng.uniform(std::nan(""), 0), Error);
  CHECK_THROWS_AS(rng.uniform(0, std::nan("")), Error);
  CHECK_THROWS_AS(rng.uniform(-1.7e308, 1.7e308), Error);
  check_contains(error_message([&] { rng.below(0); }), {"Rng::below", "got 0", "1 or more"});
  CHECK_THROWS_AS(rng.below(-5), Error);
  CHECK(rng.position() == 0);  // what is refused draws nothing
}

}  // namespace
}  // namespace strata
