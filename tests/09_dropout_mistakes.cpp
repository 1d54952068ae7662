// Mistakes planted in Dropout are caught, and named where one of the check's stories fits.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/09_dropout_planted.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

namespace {

// Of images, so that both layers take it; p so that 1 - p and its inverse are neither a number of samples nor its
// inverse.
template <class Kernels>
TensorReport report_of(void (*backward)(const Bernoulli&, const Tensor&, const Tensor&, Tensor&)) {
  Rng rng(fresh_seed(), Stream::test);
  const Kernels wrong{planted_dropout::right<Kernels>().forward, backward};
  const KernelScope<Kernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  const DropoutCase given{
      std::is_same_v<Kernels, Dropout2dKernels>, {random_size(rng, 5, 8), 2, 3, random_size(rng, 8, 12)}, 0.4};
  const auto layer = dropout_layer(given, rng.position());
  const GradientReport report = check_gradients(*layer, normal_tensor(given.batch, rng), {.seed = rng.position()});
  UNSCOPED_INFO(report.text());
  return report["input"];
}

template <class Kernels>
void check_planted() {
  using planted_dropout::no_mask, planted_dropout::not_scaled, planted_dropout::redrawn, planted_dropout::scaled_twice;
  CHECK(report_of<Kernels>(planted_dropout::right<Kernels>().backward).mistake == Mistake::none);
  const TensorReport other_mask = report_of<Kernels>(&redrawn<Kernels>);
  // No story knows of two masks. Where enough entries are right by both, the check sees that.
  CHECK((other_mask.mistake == Mistake::unknown || other_mask.mistake == Mistake::partly_wrong));
  const TensorReport small = report_of<Kernels>(&not_scaled<Kernels>);
  CHECK(name(small.mistake) == name(Mistake::wrong_factor));
  check_contains(small.explanation, {"0.6 times"});
  const TensorReport large = report_of<Kernels>(&scaled_twice<Kernels>);
  CHECK(name(large.mistake) == name(Mistake::wrong_factor));
  check_contains(large.explanation, {"1.66667 times"});
  CHECK(report_of<Kernels>(&no_mask<Kernels>).mistake != Mistake::none);
}

}  // namespace

TEST_CASE("A mask redrawn, a scale forgotten and a scale twice are caught and told apart", "[layering]") {
  SECTION("Dropout") { check_planted<DropoutKernels>(); }
  SECTION("Dropout2d") { check_planted<Dropout2dKernels>(); }
}

TEST_CASE("A layer whose random state is no buffer cannot pass the gradient check", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  planted_dropout::Forgetful layer;
  layer.build({20}, rng);
  CHECK_FALSE(check_gradients(layer, normal_tensor({5, 20}, rng)).passed());
}
