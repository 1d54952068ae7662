// Mistakes planted in Linear are caught in the right tensor and named, over random shapes; the right layer is not
// blamed.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "02_modules/planted_mistakes.hpp"
#include "tests/03_linear_planted.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

struct Planted {
  Mistake mistake;
  std::string tensor;
};

GradientReport check(Module& layer, Rng& rng, Index samples, Index inputs) {
  layer.build({{inputs}, "I"}, rng);
  return check_gradients(layer, normal_tensor({{samples, inputs}, "NI"}, rng, Dtype::f32), {.seed = rng.position()});
}

}  // namespace

TEST_CASE("A mistake planted in a Linear kernel is caught and named", "[layering]") {
  const auto planted =
      GENERATE(Planted{Mistake::transposed_parameter, "input"}, Planted{Mistake::mean_for_sum, "Linear.bias"},
               Planted{Mistake::wrong_sign, "Linear.weight"}, Planted{Mistake::never_written, "Linear.weight"},
               Planted{Mistake::not_accumulated, "Linear.bias"}, Planted{Mistake::transposed_gradient, "Linear.weight"},
               Planted{Mistake::missing_sum, "Linear.weight"}, Planted{Mistake::wrong_factor, "input"},
               Planted{Mistake::sum_for_mean, "input"}, Planted{Mistake::ignored_upstream, "Linear.weight"},
               Planted{Mistake::added_to_stale, "Linear.bias"}, Planted{Mistake::always_zero, "Linear.weight"});
  Rng rng(fresh_seed(), Stream::test);
  const LinearKernels wrong = planted::kernels_with(planted.mistake);
  const KernelScope<LinearKernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  for (int trial = 0; trial < 20; ++trial) {
    // Of 3 samples and more: with 2, twice the right gradient and a sum for a mean are one and the same.
    const Index samples = random_size(rng, 3, 9), inputs = random_size(rng, 2, 11);
    Linear layer(random_size(rng, 2, 7));
    const GradientReport report = check(layer, rng, samples, inputs);
    INFO("planted: " << name(planted.mistake) << "\n" << report.text());
    CHECK_FALSE(report.passed());
    for (const TensorReport& tensor : report.tensors()) {
      CHECK(name(tensor.mistake) == name(tensor.name == planted.tensor ? planted.mistake : Mistake::none));
    }
  }
}

TEST_CASE("A Linear layer that keeps its first input for ever is caught and named", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    const Index samples = random_size(rng, 2, 9), inputs = random_size(rng, 2, 11);
    StaleCache layer(std::make_unique<Linear>(random_size(rng, 2, 7)));
    const GradientReport report = check(layer, rng, samples, inputs);
    INFO(report.text());
    CHECK(report["input"].mistake == Mistake::none);  // (3.4) does not contain x
    CHECK(name(report["StaleCache.inner.weight"].mistake) == name(Mistake::stale_cache));
    CHECK(report["StaleCache.inner.bias"].mistake == Mistake::none);
  }
}

TEST_CASE("A kernel that writes into its caller's tensor is caught", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const LinearKernels wrong = planted::kernels_with(Mistake::input_changed);
  const KernelScope<LinearKernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  Linear layer(3);
  const GradientReport report = check(layer, rng, 4, 5);
  INFO(report.text());
  CHECK(name(report["input"].mistake) == name(Mistake::input_changed));
}

TEST_CASE("One wrong entry among thousands is found by the random directions", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Linear layer(40);
  layer.build({{50}, "I"}, rng);
  LinearKernels one_entry = planted::right();
  one_entry.backward_weight = [](const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
    const double before = write == Write::add ? dweight.values<double>()[777] : 0.0;
    planted::right().backward_weight(x, dy, write, dweight);
    double& entry = dweight.values<double>()[777];
    entry = before + 1.5 * (entry - before);
  };
  const KernelScope<LinearKernels> scope({Device::cpu, Dtype::f64, "planted", &one_entry});
  const Tensor x = normal_tensor({{3, 50}, "NI"}, rng, Dtype::f32);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const GradientReport report = check_gradients(layer, x, {.entries = 10, .seed = seed});
    INFO(report.text());
    CHECK(report["Linear.weight"].mistake != Mistake::none);
  }
}
