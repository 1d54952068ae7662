// Mistakes planted in criteria are caught and named, over random shapes.

#include <catch2/catch.hpp>

#include <algorithm>

#include "05_losses/criterion_check.hpp"
#include "tests/05_losses_planted.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;
using losses::Planted;

namespace {

struct Sample {
  Tensor y, target;
};

Sample random_sample(const std::string& kind, const Shape& shape, Rng& rng) {
  return {losses::random_outputs(kind, shape, rng),
          losses::is_of_classes(kind) ? losses::random_shares(shape, rng)  // an entry of 0 says nothing
                                      : losses::random_target(kind, shape, rng)};
}

// The gradients of the mean absolute error are signs. Few signs may well stay what they are when rows and columns are
// exchanged, and then nothing is wrong.
bool harmless(const std::string& kind, Planted planted, const Sample& sample) {
  if (kind != "MeanAbsoluteError" || planted != Planted::transposed) return false;
  const auto gradient = [&](Criterion& criterion) {
    criterion.forward(sample.y, sample.target);
    return criterion.backward().clone();
  };
  losses::Spoilt wrong(losses::make(kind), planted);
  const Tensor found = gradient(wrong), right = gradient(*losses::make(kind));
  return std::ranges::equal(found.values<double>(), right.values<double>());
}

GradientReport check(const std::string& kind, Planted planted, const Shape& shape, Rng& rng) {
  Sample sample = random_sample(kind, shape, rng);
  while (harmless(kind, planted, sample)) sample = random_sample(kind, shape, rng);
  return check_gradients(losses::Spoilt(losses::make(kind), planted), sample.y, sample.target,
                         {.seed = rng.position()});
}

// Sizes that all differ and are no ratios of each other, so that no two mistakes have one factor.
Shape random_shape(Rng& rng) {
  const Index samples = random_size(rng, 3, 7);
  return {{samples, samples + random_size(rng, 1, 5)}, "NK"};
}

struct Expected {
  Planted planted;
  Mistake named;
};

}  // namespace

TEST_CASE("A mistake planted in any criterion is caught and named", "[layering]") {
  const auto [planted, named] = GENERATE(
      Expected{Planted::sum, Mistake::sum_for_mean}, Expected{Planted::twice, Mistake::mean_for_sum},
      Expected{Planted::sign, Mistake::wrong_sign}, Expected{Planted::half, Mistake::wrong_factor},
      Expected{Planted::transposed, Mistake::transposed_gradient}, Expected{Planted::last_sample, Mistake::missing_sum},
      Expected{Planted::unwritten, Mistake::never_written}, Expected{Planted::nothing, Mistake::always_zero},
      Expected{Planted::output_changed, Mistake::input_changed});
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    for (const std::string& kind : losses::kinds) {
      const GradientReport report = check(kind, planted, random_shape(rng), rng);
      INFO(kind << "\n" << report.text());
      CHECK_FALSE(report.passed());
      CHECK(name(report["output"].mistake) == name(named));
    }
  }
}

TEST_CASE("A gradient that belongs to the first batch is caught and named", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    for (const std::string& kind : losses::kinds) {
      if (kind == "ClassNLL") continue;           // its gradient (5.14) does not contain y
      if (kind == "MeanAbsoluteError") continue;  // nor does (5.8), unless the sign changes
      const GradientReport report = check(kind, Planted::first_batch_only, random_shape(rng), rng);
      INFO(kind << "\n" << report.text());
      CHECK(name(report["output"].mistake) == name(Mistake::stale_cache));
    }
  }
}

TEST_CASE("One wrong entry is caught, and called that", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string& kind : losses::kinds) {
    const GradientReport report = check(kind, Planted::one_entry, random_shape(rng), rng);
    INFO(kind << "\n" << report.text());
    CHECK(name(report["output"].mistake) == name(Mistake::partly_wrong));
  }
}

TEST_CASE("Divided by the wrong number: the check says which", "[layering]") {
  Rng rng(1, Stream::test);
  const Shape shape({5, 7}, "NK");
  const GradientReport by_samples = check("MeanSquaredError", Planted::by_samples, shape, rng);
  CHECK(name(by_samples["output"].mistake) == name(Mistake::wrong_factor));
  check_contains(by_samples.text(), {"7 times what it should be", "divided by the number of samples",
                                     "MeanSquaredError divides by the number of entries"});
  const GradientReport by_entries = check("CrossEntropy", Planted::by_entries, shape, rng);
  CHECK(name(by_entries["output"].mistake) == name(Mistake::wrong_factor));
  check_contains(by_entries.text(), {"1/7 of what it should be", "divided by the number of entries",
                                     "CrossEntropy divides by the number of samples"});
  const GradientReport sum = check("MeanSquaredError", Planted::sum, shape, rng);
  check_contains(sum.text(), {"35 times what it should be: the sum itself"});
}
