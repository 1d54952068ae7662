#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "01_tensors/nearest_mean.hpp"
#include "01_tensors/views.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/label_tensor.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

namespace strata {
namespace {

TEST_CASE("class means and nearest means of four points, computed by hand", "[layering]") {
  const Tensor samples = Tensor::from<float>({4, 2}, {0, 0, 10, 4, 2, 1, 20, 6});
  const Tensor means = class_means(samples, labels({0, 1, 0, 1}), 2);
  CHECK(means.shape().to_string() == "[K=2,F=2]");
  CHECK(means.dtype() == Dtype::f32);
  const auto m = matrix<float>(means);
  CHECK(m(0, 0) == 1.0F);   // (0 + 2) / 2
  CHECK(m(0, 1) == 0.5F);   // (0 + 1) / 2
  CHECK(m(1, 0) == 15.0F);  // (10 + 20) / 2
  CHECK(m(1, 1) == 5.0F);   // (4 + 6) / 2
  // (9, 3) has the squared distances 70.25 and 40 from the means, (6, 0.5) has 25 and 101.25.
  const Tensor points = Tensor::from<float>({3, 2}, {9, 3, 6, 0.5, 100, 100});
  const Tensor predicted = nearest_mean(points, means);
  CHECK(predicted.shape().to_string() == "[N=3]");
  CHECK(elements<std::int32_t>(predicted) == std::vector<std::int32_t>{1, 0, 1});
}

TEST_CASE("pixels and images give the same means as rows of numbers", "[layering]") {
  const Tensor pixels = Tensor::from<std::uint8_t>({{2, 1, 3, 1}, "NHWC"}, {0, 100, 255, 1, 101, 254});
  const Tensor means = class_means(pixels, labels({0, 0}), 1);
  CHECK(means.shape() == Shape{1, 3});
  CHECK(means.values<float>()[0] == 0.5F);
  CHECK(means.values<float>()[1] == 100.5F);
  CHECK(means.values<float>()[2] == 254.5F);
  CHECK(elements<std::int32_t>(nearest_mean(pixels, means)) == std::vector<std::int32_t>{0, 0});
}

TEST_CASE("the lower class wins a tie", "[layering]") {
  // Five classes, of which 1, 2 and 4 are at the same distance, 0 and 3 farther away.
  const Tensor means = Tensor::from<float>({5, 2}, {9, 9, 1, 0, 0, 1, -7, 2, -1, 0});
  CHECK(elements<std::int32_t>(nearest_mean(Tensor::full({3, 2}, 0), means)) == std::vector<std::int32_t>{1, 1, 1});
  CHECK(elements<std::int32_t>(nearest_mean(Tensor::full({1, 2}, 0), Tensor::full({40, 2}, 1))) ==
        std::vector<std::int32_t>{0});
}

TEST_CASE("class means add in float64", "[layering]") {
  // In float32, 2^24 + 1 is 2^24: each of the ones would be lost.
  Tensor samples = Tensor::full({1001, 1}, 1);
  samples.slice(0, 1).fill(16777216);
  const Tensor means = class_means(samples, Tensor::full({1001}, 0, {Device::cpu, Dtype::i32}), 1);
  CHECK(means.values<float>()[0] == static_cast<float>(16778216.0 / 1001));
}

TEST_CASE("random classes are found as by loops, with the same bits on any number of threads", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Index samples = random_size(rng, 500, 800);
  const Index features = random_size(rng, 65, 150);
  constexpr Index classes = 7;
  const Tensor x = normal_tensor({samples, features}, rng, Dtype::f32);
  Tensor y({samples}, {Device::cpu, Dtype::i32});
  for (Index n = 0; n < samples; ++n) y.data<std::int32_t>()[n] = static_cast<std::int32_t>(n % classes);
  const Tensor means = class_means(x, y, classes);
  const Tensor predicted = nearest_mean(x, means);

  double largest_difference = 0;
  for (Index k = 0; k < classes; ++k) {
    for (Index f = 0; f < features; ++f) {
      double sum = 0;
      Index size = 0;
      for (Index n = k; n < samples; n += classes, ++size)
        sum += static_cast<double>(x.data<float>()[n * features + f]);
      const double mean = sum / static_cast<double>(size);
      largest_difference = std::max(largest_difference, std::abs(matrix<float>(means)(k, f) - mean));
    }
  }
  // Means of normal numbers lie below 4, where neighbouring float32 numbers are 2^-22 apart; one rounding errs by half.
  CHECK(largest_difference <= 0x1p-23);

  Index farther = 0;
  for (Index n = 0; n < samples; ++n) {
    const auto distance = [&](Index k) {
      double sum = 0;
      for (Index f = 0; f < features; ++f) {
        sum += std::pow(static_cast<double>(matrix<float>(x)(n, f) - matrix<float>(means)(k, f)), 2);
      }
      return sum;
    };
    // A float32 sum of at most 150 squares errs by at most 150 units of 2^-24, in both distances.
    const double chosen = distance(predicted.data<std::int32_t>()[n]) * (1 - 300 * 0x1p-24);
    for (Index k = 0; k < classes; ++k) farther += chosen > distance(k) ? 1 : 0;
  }
  CHECK(farther == 0);

  for (const Index threads : {1, 3}) {
    const ThreadCount scope(threads);
    const Tensor again = class_means(x, y, classes);
    CHECK(row<float>(again) == row<float>(means));
    CHECK(elements<std::int32_t>(nearest_mean(x, again)) == elements<std::int32_t>(predicted));
  }
}

TEST_CASE("class means refuse labels that do not fit", "[layering]") {
  const Tensor samples = Tensor::full({{3, 2}, "NF"}, 1);
  check_contains(error_message([&] {
                   class_means(samples, labels({0, 1}), 2);
                 }),
                 {"class_means, labels", "[2]", "[3]", "one label per sample"});
  check_contains(error_message([&] {
                   class_means(samples, labels({0, 2, 1}), 2);
                 }),
                 {"label 2 for sample 1", "0 to 1"});
  check_contains(error_message([&] { class_means(samples, labels({0, 1, -1}), 2); }), {"label -1 for sample 2"});
  check_contains(error_message([&] { class_means(samples, labels({0, 2, 2}), 3); }), {"no sample of class 1"});
  check_contains(error_message([&] { class_means(samples, labels({0, 0, 0}), 0); }), {"0 classes", "1 or more"});
  CHECK_THROWS_AS(class_means(samples, labels({0, 0, 0}), -4), Error);
  CHECK_THROWS_AS(class_means(samples, Tensor::full({3}, 0), 1), Error);  // labels of float32
  CHECK_THROWS_AS(class_means(Tensor(), labels({0}), 1), Error);
  CHECK_THROWS_AS(class_means(samples, Tensor(), 1), Error);
}

TEST_CASE("nearest_mean refuses means of another size or type", "[layering]") {
  const Tensor samples = Tensor::full({{3, 2, 2}, "NHW"}, 1);
  check_contains(error_message([&] {
                   nearest_mean(samples, Tensor::full({5, 3}, 1));
                 }),
                 {"nearest_mean, means", "[5,3]", "[any,4]"});
  CHECK_THROWS_AS(nearest_mean(samples, Tensor::full({4}, 1)), Error);
  CHECK_THROWS_AS(nearest_mean(samples, Tensor::full({5, 4}, 1, {Device::cpu, Dtype::f64})), Error);
  CHECK_THROWS_AS(nearest_mean(samples, Tensor()), Error);
  CHECK_THROWS_AS(nearest_mean(Tensor(), Tensor::full({5, 4}, 1)), Error);
}

}  // namespace
}  // namespace strata
