// Layers on images as one trunk of fused steps, beside the same layers run one after the other.

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/14_fast_cpu_trunk_pair.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

double root_mean_square(const Tensor& tensor) {
  double squares = 0;
  for (const double value : elements<double>(tensor.to(Dtype::f64))) squares += value * value;
  return std::sqrt(squares / static_cast<double>(tensor.count()));
}

Tensor difference_of(const Tensor& a, const Tensor& b) {
  Tensor difference = a.to(Dtype::f64).clone();
  difference.add(b.to(Dtype::f64), -1);
  return difference;
}

// Sums of a few thousand products near 1 in another order, and through a few BatchNorm layers; a gradient that is 0 but
// for rounding is measured by the others.
void check_f64(const TrunkCase& one, std::uint64_t seed, const FusionOptions& options) {
  PlainLayers plain(one, Dtype::f64, seed);
  TrunkLayers trunk(one, Dtype::f64, seed, options);
  INFO(one.name << ", " << one.batch.to_string() << ", stored up to " << options.most_stored_bytes << " bytes");
  REQUIRE(trunk.complete());
  const std::vector<NamedResult> expected = all_results(plain, one.batch, Dtype::f64, seed),
                                 got = all_results(trunk, one.batch, Dtype::f64, seed);
  REQUIRE(got.size() == expected.size());
  double scale = 1;
  for (const NamedResult& result : expected) {
    if (result.kind != ResultKind::buffer) scale = std::max(scale, largest_size(result.value));
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO(got[i].name);
    REQUIRE(got[i].value.shape() == expected[i].value.shape());
    CHECK(furthest(got[i].value, expected[i].value) <= 1e-10 * scale);
  }
}

// In float32 a pixel that lies within rounding of a ReLU's kink may fall to the other side, and then one of thousands
// of gradients is another. So outputs are compared one by one, and gradients as a whole: a channel that is missing or
// wrong changes them by a tenth or more.
void check_f32(const TrunkCase& one, std::uint64_t seed, const FusionOptions& options) {
  PlainLayers plain(one, Dtype::f64, seed);
  TrunkLayers trunk(one, Dtype::f32, seed, options);
  INFO(one.name << ", " << one.batch.to_string() << ", stored up to " << options.most_stored_bytes << " bytes");
  const std::vector<NamedResult> expected = all_results(plain, one.batch, Dtype::f64, seed),
                                 got = all_results(trunk, one.batch, Dtype::f32, seed);
  REQUIRE(got.size() == expected.size());
  double greatest_gradient = 0;
  for (const NamedResult& result : expected) {
    if (result.kind == ResultKind::gradient) {
      greatest_gradient = std::max(greatest_gradient, root_mean_square(result.value));
    }
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO(got[i].name);
    if (got[i].kind == ResultKind::gradient) {
      const double size = std::max(root_mean_square(expected[i].value), greatest_gradient / 50);
      CHECK(root_mean_square(difference_of(got[i].value, expected[i].value)) <= 0.02 * size);
    } else {
      CHECK(furthest(got[i].value, expected[i].value) <= 2e-4 * std::max(1.0, largest_size(expected[i].value)));
    }
  }
}

}  // namespace

TEST_CASE("A trunk of fused steps computes what its layers do, and trains them alike", "[layering]") {
  const ThreadCount threads(2);
  const std::uint64_t seed = fresh_seed();
  for (const FusionOptions& options : storing_and_making_again()) {
    for (const TrunkCase& one : all_trunks()) check_f64(one, seed, options);
  }
}

TEST_CASE("In float32 a trunk computes what its layers do in float64") {
  const ThreadCount threads(2);
  for (const FusionOptions& options : storing_and_making_again()) {
    for (const TrunkCase& one : all_trunks()) check_f32(one, 11, options);
  }
}

TEST_CASE("A trunk computes batches of every size, also those that are cut into rows") {
  const ThreadCount threads(2);
  const std::uint64_t seed = fresh_seed();
  for (const TrunkCase& one : all_trunks()) {
    if (one.name != "conv + ReLU + pool, twice" && one.name != "made again, few images" &&
        one.name != "basic with a projection, whole vectors" && one.name != "conv + BatchNorm + ReLU + Dropout2d") {
      continue;
    }
    for (const Index samples : {1, 2, 3, 4, 5, 9, 17}) {
      TrunkCase other = one;
      other.batch = one.batch.with_first(samples);
      for (const FusionOptions& options : storing_and_making_again()) check_f64(other, seed, options);
    }
  }
}

TEST_CASE("A trunk gives the same bits on any number of threads") {
  const std::uint64_t seed = fresh_seed();
  std::vector<TrunkCase> cases = all_trunks();
  // So many images that sums are cut into many chunks.
  for (const TrunkCase& one : all_trunks()) {
    if (one.name == "conv + ReLU + pool, odd" || one.name == "basic with dropout" ||
        one.name == "three channels, made again") {
      cases.push_back({one.name + ", many", one.make, one.batch.with_first(300)});
    }
  }
  for (const FusionOptions& options : storing_and_making_again()) {
    for (const TrunkCase& one : cases) {
      std::vector<NamedResult> alone;
      for (const Index count : {1, 2, 3}) {
        const ThreadCount threads(count);
        TrunkLayers trunk(one, Dtype::f32, seed, options);
        std::vector<NamedResult> got = all_results(trunk, one.batch, Dtype::f32, seed);
        if (alone.empty()) alone = got;
        for (std::size_t i = 0; i < got.size(); ++i) {
          INFO(one.name << ", " << got[i].name << ", " << count << " threads");
          CHECK(same_bits(got[i].value, alone[i].value));
        }
      }
    }
  }
}
