// Mistakes planted in the activations are caught, and named where one of the check's stories fits.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "02_modules/planted_mistakes.hpp"
#include "tests/04_activations_layers.hpp"
#include "tests/04_activations_planted.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// Of 3 samples and more: with 2, twice the right gradient and a sum for a mean are one and the same.
GradientReport check(Module& layer, Rng& rng) {
  const Tensor x = normal_tensor({random_size(rng, 5, 9), random_size(rng, 2, 3), random_size(rng, 3, 7)}, rng);
  layer.build(x.shape().without_front(), rng);
  return check_gradients(layer, x.to(Dtype::f32), {.seed = rng.position()});
}

struct PlantedInTanh {
  Mistake mistake;
  void (*backward)(const functions::Tanh&, const Tensor&, const Tensor&, Tensor&);
};

struct PlantedInSoftMax {
  Mistake mistake;
  void (*backward)(const Tensor&, const Tensor&, Tensor&);
};

}  // namespace

TEST_CASE("A mistake planted in an activation's kernel is caught and named", "[layering]") {
  const auto planted = GENERATE(PlantedInTanh{Mistake::wrong_sign, &planted::wrong_sign},
                                PlantedInTanh{Mistake::ignored_upstream, &planted::ignored_upstream},
                                PlantedInTanh{Mistake::wrong_factor, &planted::wrong_factor},
                                PlantedInTanh{Mistake::always_zero, &planted::always_zero},
                                PlantedInTanh{Mistake::never_written, &planted::never_written},
                                PlantedInTanh{Mistake::missing_sum, &planted::missing_sum},
                                PlantedInTanh{Mistake::input_changed, &planted::input_changed});
  Rng rng(fresh_seed(), Stream::test);
  const planted::TanhKernels wrong{planted::right<planted::TanhKernels>().forward, planted.backward};
  const KernelScope<planted::TanhKernels> scope(planted::entry(wrong));
  for (int trial = 0; trial < 10; ++trial) {
    Tanh layer;
    const GradientReport report = check(layer, rng);
    INFO("planted: " << name(planted.mistake) << "\n" << report.text());
    CHECK_FALSE(report.passed());
    CHECK(name(report["input"].mistake) == name(planted.mistake));
  }
}

TEST_CASE("A derivative taken at y instead of x is caught", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const planted::TanhKernels wrong{planted::right<planted::TanhKernels>().forward, &planted::derivative_of_output};
  const KernelScope<planted::TanhKernels> scope(planted::entry(wrong));
  for (int trial = 0; trial < 10; ++trial) {
    Tanh layer;
    CHECK_FALSE(check(layer, rng).passed());  // where x is near 0 it is right, so some entries may be
  }
}

TEST_CASE("A mistake planted in the sum of a softmax is caught, and named where the sum is forgotten", "[layering]") {
  // A wrong sum runs over scores and not over samples, so none of the check's stories fits.
  const auto planted = GENERATE(PlantedInSoftMax{Mistake::unknown, &planted::mean_over_row},
                                PlantedInSoftMax{Mistake::diagonal_alone, &planted::diagonal_alone});
  Rng rng(fresh_seed(), Stream::test);
  const SoftMaxKernels wrong{planted::right<SoftMaxKernels>().forward, planted.backward};
  const KernelScope<SoftMaxKernels> scope(planted::entry(wrong));
  for (int trial = 0; trial < 10; ++trial) {
    SoftMax layer;
    const GradientReport report = check(layer, rng);
    INFO(report.text());
    CHECK(name(report["input"].mistake) == name(planted.mistake));
  }
}

TEST_CASE("The forgotten exponential in the gradient of LogSoftMax is caught", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const LogSoftMaxKernels wrong{planted::right<LogSoftMaxKernels>().forward, &planted::forgotten_exponential};
  const KernelScope<LogSoftMaxKernels> scope(planted::entry(wrong));
  LogSoftMax layer;
  const GradientReport report = check(layer, rng);
  INFO(report.text());
  CHECK(name(report["input"].mistake) == name(Mistake::unknown));
}

TEST_CASE("An activation that keeps its first batch for ever is caught and named", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  auto layers = all_activations();
  for (std::size_t i = 2; i < layers.size(); ++i) {  // smooth ones: a kinked one differs only where x changes sides
    StaleCache layer(std::move(layers[i]));
    const GradientReport report = check(layer, rng);
    INFO(i << "\n" << report.text());
    CHECK(name(report["input"].mistake) == name(Mistake::stale_cache));
  }
}
