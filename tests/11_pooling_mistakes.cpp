// Mistakes planted in the poolings are caught, and named where one of the check's stories fits.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "02_modules/planted_mistakes.hpp"
#include "tests/11_pooling_planted.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

GradientReport check_images(Module& layer, Rng& rng) {
  const Shape shape({random_size(rng, 3, 5), random_size(rng, 4, 7), random_size(rng, 4, 7), random_size(rng, 2, 3)},
                    "NHWC");
  const Tensor x = normal_tensor(shape, rng, Dtype::f32);
  layer.build(shape.without_front(), rng);
  return check_gradients(layer, x, {.seed = rng.position()});
}

// Runs the check with these kernels in place of the right ones.
template <class Kernels>
GradientReport check_with(const Kernels& wrong, Module& layer) {
  Rng rng(fresh_seed(), Stream::test);
  const KernelScope<Kernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  return check_images(layer, rng);
}

struct PlantedInMax {
  Mistake mistake;
  void (*backward)(const PoolWindows&, const Tensor&, const Tensor&, Tensor&);
};

}  // namespace

TEST_CASE("A mistake planted in the kernel of MaxPool2d is caught and named", "[layering]") {
  const auto planted = GENERATE(PlantedInMax{Mistake::wrong_sign, &planted::wrong_sign},
                                PlantedInMax{Mistake::ignored_upstream, &planted::ignored_upstream},
                                PlantedInMax{Mistake::always_zero, &planted::always_zero},
                                PlantedInMax{Mistake::never_written, &planted::never_written},
                                PlantedInMax{Mistake::input_changed, &planted::input_changed});
  const planted::MaxKernels wrong{planted::right<planted::MaxKernels>().forward, planted.backward};
  MaxPool2d layer(2);
  const GradientReport report = check_with(wrong, layer);
  INFO("planted: " << name(planted.mistake) << "\n" << report.text());
  CHECK(name(report["input"].mistake) == name(planted.mistake));
}

TEST_CASE("Overlapping windows whose gradients are assigned and not added are caught", "[layering]") {
  const planted::MaxKernels wrong{planted::right<planted::MaxKernels>().forward, &planted::last_window_only};
  MaxPool2d overlapping(3, {.stride = PerAxis(1)});
  const GradientReport report = check_with(wrong, overlapping);
  INFO(report.text());
  CHECK_FALSE(report.passed());
  MaxPool2d side_by_side(2);
  CHECK(check_with(wrong, side_by_side).passed());  // where nothing overlaps, there is nothing to lose
}

TEST_CASE("A gradient given to every pixel that ties passes the check: at a kink, any share is right", "[layering]") {
  const planted::MaxKernels wrong{planted::right<planted::MaxKernels>().forward, &planted::all_of_equal_pixels};
  const KernelScope<planted::MaxKernels> scope({Device::cpu, Dtype::f64, "planted", &wrong});
  MaxPool2d layer(2);
  Rng rng(1);
  layer.build({{4, 6, 2}, "HWC"}, rng);
  const GradientReport report = check_gradients(layer, Tensor::full({{2, 4, 6, 2}, "NHWC"}, 0.0));
  INFO(report.text());
  CHECK(report.passed());
  CHECK(report["input"].kinks == 96);
}

TEST_CASE("The gradient of the mean in a largest-pixel pooling is caught", "[layering]") {
  const planted::MaxKernels wrong{planted::right<planted::MaxKernels>().forward, &planted::spread_over_window};
  MaxPool2d layer(2);
  CHECK_FALSE(check_with(wrong, layer).passed());
}

TEST_CASE("A mean that backward does not divide, or divides by another number, is caught", "[layering]") {
  const auto& right = planted::right<planted::AverageKernels>();
  AveragePool2d layer({2, 3});  // 6 pixels, and fewer samples: no story but one fits
  const planted::AverageKernels not_divided{right.forward, &planted::not_divided};
  CHECK(name(check_with(not_divided, layer)["input"].mistake) == name(Mistake::wrong_factor));
  AveragePool2d padded(3, {.stride = PerAxis(2), .padding = 1});
  const planted::AverageKernels other_divisor{right.forward, &planted::other_divisor};
  CHECK_FALSE(check_with(other_divisor, padded).passed());
}

TEST_CASE("The power p for p - 1 in the slope of the power mean is caught", "[layering]") {
  const planted::LpKernels wrong{planted::right<planted::LpKernels>().forward, &planted::wrong_power};
  LpPool2d layer(2, {.p = 3});
  CHECK(name(check_with(wrong, layer)["input"].mistake) == name(Mistake::unknown));
}

TEST_CASE("A pooling that keeps its first batch for ever is caught and named", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  StaleCache largest(std::make_unique<MaxPool2d>(2)), root(std::make_unique<L2Pool2d>(2));
  CHECK(name(check_images(largest, rng)["input"].mistake) == name(Mistake::stale_cache));
  CHECK(name(check_images(root, rng)["input"].mistake) == name(Mistake::stale_cache));
  StaleCache mean(std::make_unique<AveragePool2d>(2));
  CHECK(check_images(mean, rng).passed());  // whose slope is the same everywhere
}
