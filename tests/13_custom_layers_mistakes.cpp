// Mistakes planted in chapter 13's layers are caught, and named where one of the check's stories fits.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "02_modules/planted_mistakes.hpp"
#include "13_custom_layers/attention.hpp"
#include "13_custom_layers/first_attempts.hpp"
#include "tests/13_custom_layers_planted.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

GradientReport check_on(Module& layer, const Shape& batch, Rng& rng) {
  layer.build(batch.without_front(), rng);
  return check_gradients(layer, normal_tensor(batch, rng, Dtype::f32), {.seed = rng.position()});
}

struct PlantedInBeta {
  Mistake mistake;
  void (*backward_beta)(const Tensor&, const Tensor&, const Tensor&, Write, Tensor&);
};

struct PlantedInGate {
  Mistake of_parameters;
  void (*sum_products)(const Tensor&, const Tensor&, Tensor&);
};

}  // namespace

TEST_CASE("A mistake planted in the gradient of Swish's beta is caught and named", "[layering]") {
  const auto planted = GENERATE(PlantedInBeta{Mistake::unknown, &planted::x_not_squared},
                                PlantedInBeta{Mistake::missing_sum, &planted::first_sample},
                                PlantedInBeta{Mistake::mean_for_sum, &planted::mean_over_samples},
                                PlantedInBeta{Mistake::not_accumulated, &planted::always_assigns});
  Rng rng(fresh_seed(), Stream::test);
  LearnableSwishKernels wrong = planted::right<LearnableSwishKernels>();
  wrong.backward_beta = planted.backward_beta;
  const KernelScope<LearnableSwishKernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  LearnableSwish layer(0.7);
  const GradientReport report = check_on(layer, {{4, 3}, "NF"}, rng);
  INFO(report.text());
  CHECK(report["input"].mistake == Mistake::none);
  CHECK(name(report["LearnableSwish.beta"].mistake) == name(planted.mistake));
}

TEST_CASE("Swish without the product rule is caught, and a LearnableSwish that keeps its first batch", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  StaleCache stale(std::make_unique<LearnableSwish>());
  CHECK(name(check_on(stale, {{4, 3}, "NF"}, rng)["input"].mistake) == name(Mistake::stale_cache));
  LearnableSwishKernels wrong = planted::right<LearnableSwishKernels>();
  wrong.backward_input = &planted::gate_is_constant;
  const KernelScope<LearnableSwishKernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  LearnableSwish layer(0.7);
  const GradientReport report = check_on(layer, {{4, 3}, "NF"}, rng);
  CHECK(name(report["input"].mistake) == name(Mistake::unknown));
  CHECK(report["LearnableSwish.beta"].mistake == Mistake::none);
}

TEST_CASE("Mistakes planted on the way through a gate are caught, and named in its parameters", "[layering]") {
  const auto planted = GENERATE(PlantedInGate{Mistake::always_zero, &planted::gate_forgotten},
                                PlantedInGate{Mistake::unknown, &planted::input_forgotten},
                                PlantedInGate{Mistake::wrong_factor, &planted::mean_over_pixels});
  Rng rng(fresh_seed(), Stream::test);
  const GatedKernels wrong{planted::right<GatedKernels>().multiply, planted.sum_products};
  const KernelScope<GatedKernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  Gated layer = channel_attention(6, 1);
  const Shape batch({3, 5, 7, 6}, "NHWC");
  layer.build(batch.without_front(), rng);
  layer.parameters()[1]->value.fill(1);  // a hidden layer that is off would hide every mistake
  const GradientReport report = check_gradients(layer, normal_tensor(batch, rng, Dtype::f32), {.seed = rng.position()});
  INFO(report.text());
  CHECK_FALSE(report["input"].mistake == Mistake::none);
  CHECK(name(report["Gated.gate.fc2.weight"].mistake) == name(planted.of_parameters));
}

TEST_CASE("The gradient check answers each first attempt at OwnLpPool as the chapter tells it", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  OwnLpPool layer(2, 1.5);
  const Shape batch({3, 4, 6, 2}, "NHWC");
  const auto checked = [&](const FirstAttempt& attempt, bool zeros) {
    const KernelScope<OwnLpPoolKernels> scope(entry_of(attempt));
    Tensor x = normal_tensor(batch, rng, Dtype::f32);
    if (zeros) x.slice(0, 1).fill(0);
    layer.build(batch.without_front(), rng);
    return check_gradients(layer, x, {.seed = rng.position()})["input"];
  };
  CHECK(name(checked(attempt_without_the_mean(), false).mistake) == name(Mistake::wrong_factor));
  CHECK(name(checked(attempt_without_the_sign(), false).mistake) == name(Mistake::partly_wrong));
  CHECK(name(checked(attempt_without_the_zero(), false).mistake) ==
        name(Mistake::none));  // who has no zeros sees nothing
  CHECK(name(checked(attempt_without_the_zero(), true).mistake) != name(Mistake::none));
}
