// The power mean: its bounds, its ends, and numbers for which the textbook form fails.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/views.hpp"
#include "tests/11_pooling_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

struct Pooled {
  std::vector<double> y;
  std::vector<double> dx;
};

// One window over all pixels, which lie in a row.
Pooled pool_row(Module& layer, const std::vector<double>& pixels) {
  const Tensor x = Tensor::from<double>({{1, 1, static_cast<Index>(pixels.size()), 1}, "NHWC"}, pixels);
  Rng rng(1);
  layer.to(Dtype::f64);
  layer.build(x.shape().without_front(), rng);
  const Tensor y = layer.forward(x), dx = layer.backward(Tensor::full(y.shape(), 1.0, y.options()));
  return {elements<double>(y), elements<double>(dx)};
}

}  // namespace

TEST_CASE("The power mean grows with p from the mean size to the largest, within its bounds", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    const Index count = random_size(rng, 2, 9);
    std::vector<double> pixels;
    double sum = 0, largest = 0;
    for (Index i = 0; i < count; ++i) {
      pixels.push_back(rng.normal());
      sum += std::abs(pixels.back());
      largest = std::max(largest, std::abs(pixels.back()));
    }
    double before = 0;
    for (const double p : {1.0, 1.25, 1.5, 2.0, 3.0, 8.0, 50.0, 1000.0}) {
      LpPool2d layer({1, count}, {.p = p});
      const double y = pool_row(layer, pixels).y[0];
      CAPTURE(p, y);
      if (p == 1) CHECK(y == Approx(sum / static_cast<double>(count)).epsilon(1e-13));
      CHECK(y >= before - 1e-13);  // (11.20)
      CHECK(y <= largest * (1 + 1e-13));
      CHECK(y >= largest * std::pow(count, -1 / p) * (1 - 1e-13));  // (11.18)
      before = y;
    }
    CHECK(before == Approx(largest).epsilon(0.003));
  }
}

TEST_CASE("Where a window is 0 all over, the gradient of both power means is 0", "[layering]") {
  for (const double p : {1.0, 1.5, 2.0, 3.0}) {
    LpPool2d layer({1, 4}, {.p = p});
    const Pooled zero = pool_row(layer, {0, 0, 0, 0});
    CHECK(zero.y == std::vector<double>{0});
    CHECK(zero.dx == std::vector<double>{0, 0, 0, 0});
  }
  L2Pool2d layer({1, 4});
  const Pooled zero = pool_row(layer, {0, 0, 0, 0});
  CHECK(zero.y[0] == Approx(1e-3));
  CHECK(zero.dx == std::vector<double>{0, 0, 0, 0});
}

TEST_CASE("Large and small pixels neither overflow nor vanish in a power mean", "[layering]") {
  for (const double p : {1.0, 2.0, 3.0, 100.0}) {
    for (const double size : {1e300, 1e-300}) {
      LpPool2d layer({1, 2}, {.p = p});
      const Pooled pooled = pool_row(layer, {size, -size / 2});
      CHECK(pooled.y[0] / size == Approx(std::pow((1 + std::pow(0.5, p)) / 2, 1 / p)).epsilon(1e-12));
      CHECK(pooled.dx[0] > 0);
      CHECK(pooled.dx[1] <= 0);
      CHECK(pooled.dx[0] <= 2);
    }
  }
}

TEST_CASE("Where a power mean is too small for its type, the gradient is finite", "[layering]") {
  for (const double p : {1.0, 1.5, 2.0, 3.0}) {
    LpPool2d layer({1, 4}, {.p = p});
    for (const double slope : pool_row(layer, {std::numeric_limits<double>::denorm_min(), 0, 0, 0}).dx) {
      CHECK(std::isfinite(slope));
    }
  }
}

TEST_CASE("NaN and infinity come out of every mean", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  AveragePool2d average({1, 3});
  LpPool2d power({1, 3}, {.p = 1.5});
  L2Pool2d root({1, 3});
  for (Module* layer : {static_cast<Module*>(&average), static_cast<Module*>(&power), static_cast<Module*>(&root)}) {
    INFO(layer->summary());
    CHECK(std::isnan(pool_row(*layer, {1, nan, 2}).y[0]));
    CHECK(std::isnan(pool_row(*layer, {nan, 1, infinity}).y[0]));
    CHECK(pool_row(*layer, {1, infinity, 2}).y[0] == infinity);
  }
}

TEST_CASE("The root mean square is the power mean of 2 but for its epsilon", "[layering]") {
  L2Pool2d root({1, 3});
  LpPool2d power({1, 3});
  const Pooled a = pool_row(root, {3, -4, 12}), b = pool_row(power, {3, -4, 12});
  CHECK(a.y[0] == Approx(std::sqrt(169.0 / 3 + 1e-6)).epsilon(1e-14));
  CHECK(b.y[0] == Approx(std::sqrt(169.0 / 3)).epsilon(1e-14));
  for (std::size_t i = 0; i < 3; ++i) CHECK(a.dx[i] == Approx(b.dx[i]).epsilon(1e-7));
}

TEST_CASE("A power below 1 or without end is an error", "[layering]") {
  for (const double wrong :
       {0.0, 0.99, -2.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    check_contains(error_message([&] { LpPool2d(2, {.p = wrong}); }), {"LpPool2d", "p = ", "1 or more", "MaxPool2d"});
  }
}
