#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "03_linear/softmax_classifier.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

TEST_CASE("Images become rows from 0 to 1, and stay what they were", "[layering]") {
  const Tensor pixels = Tensor::from<std::uint8_t>({{2, 1, 2, 1}, "NHWC"}, {0, 51, 255, 102});
  for (const Tensor& images : {pixels, pixels.to(Dtype::f32)}) {
    const Tensor rows = rows_of_pixels(images);
    CHECK(rows.describe() == "[N=2,F=2] of float32 on the CPU");
    CHECK(row<float>(rows)[1] == 51.0F / 255);
    CHECK(row<float>(rows)[2] == 1.0F);
    CHECK(elements<std::uint8_t>(images.to(Dtype::u8))[2] == 255);
  }
}

TEST_CASE("Equal scores cost the logarithm of the number of classes", "[layering]") {
  const Tensor y = Tensor::full({3, 10}, 7, {Device::cpu, Dtype::f64}),
               labels = Tensor::from<std::int32_t>({3}, {0, 9, 4});
  Tensor dy(y.shape(), y.options());
  // One rounding of the logarithm and one of each sum.
  CHECK(cross_entropy(y, labels, &dy) == Approx(std::log(10.0)).epsilon(1e-15));
  CHECK(matrix<double>(dy)(1, 9) == Approx((0.1 - 1) / 3).epsilon(1e-15));
  CHECK(matrix<double>(dy)(1, 0) == Approx(0.1 / 3).epsilon(1e-15));
}

TEST_CASE("The gradient of the cross-entropy sums to 0 in each sample and agrees with difference quotients",
          "[layering]") {
  Rng rng(1, Stream::test);
  Tensor y = normal_tensor({4, 5}, rng);
  const Tensor labels = Tensor::from<std::int32_t>({4}, {0, 4, 2, 2});
  Tensor dy(y.shape(), y.options());
  cross_entropy(y, labels, &dy);
  CHECK(matrix<double>(dy).rowwise().sum().cwiseAbs().maxCoeff() < 1e-16);
  for (Index i = 0; i < y.count(); ++i) {
    const double start = row<double>(y)[i], h = 1e-5;
    row<double>(y)[i] = start + h;
    const double above = cross_entropy(y, labels, nullptr);
    row<double>(y)[i] = start - h;
    const double below = cross_entropy(y, labels, nullptr);
    row<double>(y)[i] = start;
    // Truncation h²/6 and rounding 1e-16/h are both below 1e-10.
    CHECK(std::abs((above - below) / (2 * h) - row<double>(dy)[i]) < 1e-10);
  }
}

TEST_CASE("Scores of any size give a finite loss, and a score that is not a number gives none", "[layering]") {
  const Tensor labels = Tensor::from<std::int32_t>({1}, {1});
  Tensor dy({1, 2});
  CHECK(cross_entropy(Tensor::from<float>({1, 2}, {1e30F, -1e30F}), labels, &dy) == Approx(2e30));
  CHECK(row<float>(dy)[0] == 1.0F);
  CHECK(cross_entropy(Tensor::from<float>({1, 2}, {-1e30F, 1e30F}), labels, &dy) == 0.0);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(cross_entropy(Tensor::from<float>({1, 2}, {nan, 0}), labels, &dy)));
}

TEST_CASE("A label that no output stands for is an error", "[layering]") {
  const Tensor y = Tensor::full({2, 3}, 0);
  for (const std::int32_t label : {-1, 3}) {
    const Tensor labels = Tensor::from<std::int32_t>({2}, {0, label});
    check_contains(error_message([&] { cross_entropy(y, labels, nullptr); }),
                   {"cross_entropy", fmt::format("label {} for sample 1", label), "0 to 2"});
  }
}

TEST_CASE("Scores and labels of different numbers of samples are an error", "[layering]") {
  const Tensor y = Tensor::full({3, 2}, 0);
  CHECK_THROWS_AS(cross_entropy(y, Tensor::from<std::int32_t>({2}, {0, 1}), nullptr), Error);
}

TEST_CASE("Loss and accuracy of a data set do not depend on how it is cut into batches", "[layering]") {
  Rng rng(1, Stream::test);
  Linear layer(3);
  layer.build({{4}, "I"}, rng);
  const Index samples = 2345;  // three batches of evaluation, the last one smaller
  Dataset data{"random",
               normal_tensor({samples, 2, 2, 1}, rng, Dtype::f32),
               Tensor({samples}, {Device::cpu, Dtype::i32}),
               {"a", "b", "c"}};
  for (Index n = 0; n < samples; ++n) row<std::int32_t>(data.labels)[n] = static_cast<std::int32_t>(rng.below(3));
  const Score score = evaluate(layer, data);
  const Tensor y = layer.forward(rows_of_pixels(data.images));
  // Sums of 2345 terms near 1, in another order.
  CHECK(score.loss == Approx(cross_entropy(y, data.labels, nullptr)).epsilon(1e-12));
  Index correct = 0;
  for (Index n = 0; n < samples; ++n) {
    Index best = 0;
    matrix<float>(y).row(n).maxCoeff(&best);
    if (best == row<std::int32_t>(data.labels)[n]) ++correct;
  }
  CHECK(score.accuracy == static_cast<double>(correct) / static_cast<double>(samples));
}
