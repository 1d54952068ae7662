// Clipping and regularisers beyond PyTorch's numbers.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/views.hpp"
#include "06_optimizers/clipping.hpp"
#include "06_optimizers/regulariser.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

// A parameter of zeros with this gradient.
Parameter with_gradient(const Tensor& gradient, const std::string& path) {
  Parameter parameter(Tensor::full(gradient.shape(), 0, gradient.options()));
  parameter.path = path;
  parameter.write_grad().tensor.copy_from(gradient);
  return parameter;
}

Parameter with_gradient(const std::vector<double>& gradient, const std::string& path) {
  return with_gradient(Tensor::from<double>({static_cast<Index>(gradient.size())}, gradient), path);
}

}  // namespace

TEST_CASE("Clipping by norm returns the length before and keeps the direction", "[layering]") {
  Parameter a = with_gradient({3, 0}, "a"), b = with_gradient({-4}, "b");
  CHECK(clip_by_norm({&a, &b}, 10) == 5);
  CHECK(elements<double>(a.grad()) == std::vector<double>{3, 0});
  CHECK(clip_by_norm({&a, &b}, 1) == 5);
  CHECK(elements<double>(a.grad())[0] == Approx(0.6));
  CHECK(elements<double>(b.grad())[0] == Approx(-0.8));
  CHECK(clip_by_norm({&a, &b}, 1) == Approx(1));
  CHECK(clip_by_norm({}, 1) == 0);
}

TEST_CASE("Clipping without a look at the length does the same, and the length can be read later", "[layering]") {
  Parameter a = with_gradient({3, 0}, "a"), b = with_gradient({-4}, "b");
  const Tensor sums = clip_by_norm_unseen({&a, &b}, 1);
  CHECK(elements<double>(a.grad())[0] == Approx(0.6));
  CHECK(elements<double>(b.grad())[0] == Approx(-0.8));
  CHECK(length_before(sums, {&a, &b}) == 5);
  Parameter bad = with_gradient({std::numeric_limits<double>::infinity()}, "bad"), good = with_gradient({2.0}, "good");
  const Tensor infinite = clip_by_norm_unseen({&good, &bad}, 1);
  CHECK(elements<double>(good.grad())[0] == 2);
  check_contains(error_message([&] { length_before(infinite, {&good, &bad}); }), {"clip_by_norm, bad", "finite"});
  CHECK_THROWS_AS(clip_by_norm_unseen({}, 1), Error);
}

TEST_CASE("Clipping by value cuts each entry and keeps NaN", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  Parameter a = with_gradient({3, -0.5, -7, nan, -inf}, "a");
  clip_by_value({&a}, 1);
  CHECK(elements<double>(a.grad())[0] == 1);
  CHECK(elements<double>(a.grad())[1] == -0.5);
  CHECK(elements<double>(a.grad())[2] == -1);
  CHECK(std::isnan(elements<double>(a.grad())[3]));
  CHECK(elements<double>(a.grad())[4] == -1);
}

TEST_CASE("A gradient that is no number is named, and no other is changed", "[layering]") {
  const double bad = GENERATE(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e200);
  Parameter a = with_gradient({3, 4}, "network.fc1.weight"), b = with_gradient({1, bad}, "network.fc2.weight");
  check_contains(error_message([&] { clip_by_norm({&a, &b}, 1); }), {"clip_by_norm, network.fc2.weight", "finite"});
  CHECK(elements<double>(a.grad()) == std::vector<double>{3, 4});
}

TEST_CASE("The length of float32 gradients does not overflow and is the same on any number of threads", "[layering]") {
  Rng rng(2);
  Parameter huge = with_gradient(Tensor::full({2}, 3e38F), "huge");
  CHECK(clip_by_norm({&huge}, 1) == Approx(std::sqrt(2) * 3e38));
  CHECK(elements<float>(huge.grad())[0] == Approx(1 / std::sqrt(2)));
  Parameter large = with_gradient(normal_tensor({100003}, rng, Dtype::f32), "large");
  const auto norm = [&](Index threads) {
    const ThreadCount scope(threads);
    return clip_by_norm({&large}, 1e9);
  };
  const double one = norm(1);
  CHECK(one == norm(2));
  CHECK(one == norm(3));
  CHECK(one == Approx(std::sqrt(100003)).epsilon(0.02));
}

TEST_CASE("Clipping refuses limits that are no limits and stale gradients", "[layering]") {
  Parameter a = with_gradient({5}, "a"), stale = with_gradient({1}, "stale");
  stale.zero_grad();
  for (const double limit : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    check_contains(error_message([&] { clip_by_norm({&a}, limit); }), {"clip_by_norm", "limit", "above 0"});
    check_contains(error_message([&] { clip_by_value({&a}, limit); }), {"clip_by_value", "limit", "above 0"});
  }
  check_contains(error_message([&] { clip_by_norm({&a, &stale}, 1); }), {"stale", "no backward pass"});
  check_contains(error_message([&] { clip_by_value({&a, &stale}, 1); }), {"stale", "no backward pass"});
  check_contains(error_message([&] { Regulariser::l2(1).add_gradients({&a, &stale}); }), {"no backward pass"});
  CHECK(elements<double>(a.grad())[0] == 5);
}

TEST_CASE("A regulariser's gradient is the slope of its penalty", "[layering]") {
  const Regulariser regulariser = GENERATE(Regulariser::l1(0.3), Regulariser::l2(0.7), Regulariser::elastic(0.3, 0.7));
  Rng rng(5);
  Parameter parameter(normal_tensor({3, 4}, rng));
  parameter.write_grad().tensor.fill(0);
  regulariser.add_gradients({&parameter});
  for (std::size_t i = 0; i < 12; ++i) {
    double& x = parameter.value.values<double>()[i];
    const double before = x, h = 1e-6;
    x = before + h;
    const double high = regulariser.penalty({&parameter});
    x = before - h;
    const double low = regulariser.penalty({&parameter});
    x = before;
    CHECK((high - low) / (2 * h) == Approx(elements<double>(parameter.grad())[i]).epsilon(1e-6));
  }
}

TEST_CASE("Weights only: biases have no price", "[layering]") {
  Parameter weight(Tensor::full({2, 2}, 2, {Device::cpu, Dtype::f64})), bias(Tensor::full({2}, 2));
  const Regulariser regulariser = Regulariser::elastic(0.5, 1);
  CHECK(regulariser.penalty({}) == 0);
  CHECK(regulariser.penalty({&weight, &bias}) == Approx(6 * (0.5 * 2 + 0.5 * 4)));
  CHECK(regulariser.weights_only().penalty({&weight, &bias}) == Approx(4 * (0.5 * 2 + 0.5 * 4)));
  weight.write_grad().tensor.fill(0);
  regulariser.weights_only().add_gradients({&weight, &bias});  // the bias's gradient may be stale
  CHECK(elements<double>(weight.grad())[3] == Approx(0.5 + 2));
  CHECK_FALSE(bias.has_grad());
}

TEST_CASE("A number that is zero has no L1 gradient, and strengths are checked", "[layering]") {
  Parameter parameter = with_gradient({1.0}, "a");
  Regulariser::l1(5).add_gradients({&parameter});
  CHECK(elements<double>(parameter.grad())[0] == 1);
  check_contains(error_message([] { Regulariser::l1(-1); }), {"Regulariser, L1", "-1"});
  check_contains(error_message([] { Regulariser::elastic(1, std::nan("")); }), {"Regulariser, L2", "nan"});
}
