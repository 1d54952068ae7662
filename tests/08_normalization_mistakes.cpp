// Mistakes planted in BatchNorm's backward pass are caught, and a constant upstream gradient is shown to hide them.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "08_normalization/planted_batch_norm.hpp"
#include "08_normalization/summed_subject.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// A layer whose scales and shifts differ from channel to channel.
void build_uneven(BatchNorm& layer, const Shape& sample, Rng& rng) {
  layer.build(sample, rng);
  for (float& scale : layer.scale().value.values<float>()) scale = static_cast<float>(rng.uniform(0.5, 2));
  for (float& shift : layer.shift().value.values<float>()) shift = static_cast<float>(rng.uniform(5, 10));
}

}  // namespace

TEST_CASE("Every mistake planted in BatchNorm is caught over random shapes", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  REQUIRE(planted_batch_norms().size() == 7);
  for (const PlantedBatchNorm& planted : planted_batch_norms()) {
    const KernelScope<BatchNormKernels> scope(planted_entry(planted));
    for (int trial = 0; trial < 5; ++trial) {
      const Tensor x =
          normal_tensor({random_size(rng, 3, 6), random_size(rng, 2, 3), random_size(rng, 2, 4)}, rng, Dtype::f32);
      BatchNorm layer;
      build_uneven(layer, x.shape().without_front(), rng);
      const GradientReport report = check_gradients(layer, x, {.seed = rng.position()});
      INFO(planted.mistake << "\n" << report.text());
      CHECK_FALSE(report.passed());
      const bool is_factor = planted.mistake == "unbiased deviation for the biased one";
      // Where an entry happens to be right to six digits, "partly wrong".
      const Mistake found = report["input"].mistake;
      CHECK((is_factor ? found == Mistake::wrong_factor : found == Mistake::unknown || found == Mistake::partly_wrong));
      CHECK(report["BatchNorm.scale"].mistake == Mistake::none);
      CHECK(report["BatchNorm.shift"].mistake == Mistake::none);
    }
  }
}

TEST_CASE("The sum of all outputs hides every mistake but those in the mean's path", "[layering]") {
  Rng rng(1);
  const Tensor x = normal_tensor({6, 4}, rng, Dtype::f32);
  BatchNorm layer;
  build_uneven(layer, x.shape().without_front(), rng);
  SummedSubject right(layer, x);
  CHECK(check_gradients(right).passed());
  for (const PlantedBatchNorm& planted : planted_batch_norms()) {
    const KernelScope<BatchNormKernels> scope(planted_entry(planted));
    SummedSubject subject(layer, x);
    const bool seen = planted.mistake == "path through the mean forgotten" ||
                      planted.mistake == "both paths forgotten" || planted.mistake == "sums for means";
    INFO(planted.mistake << "\n" << check_gradients(subject).text());
    CHECK(check_gradients(subject).passed() != seen);
  }
}

TEST_CASE("Where epsilon dominates, a forgotten path through the variance passes the check", "[layering]") {
  Rng rng(1);
  const PlantedBatchNorm& planted = planted_batch_norms()[1];
  REQUIRE(planted.mistake == "path through the variance forgotten");
  const KernelScope<BatchNormKernels> scope(planted_entry(planted));
  BatchNorm layer;
  layer.build({{4}, "C"}, rng);
  for (const double spread : {1.0, 1e-3, 1e-6}) {
    Tensor x = Tensor::full({6, 4}, 0.0);
    x.add(normal_tensor({6, 4}, rng, Dtype::f32), spread);
    CHECK(check_gradients(layer, x).passed() == (spread < 1e-5));
  }
}
