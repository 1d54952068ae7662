#include <catch2/catch.hpp>

#include "01_tensors/pixels.hpp"
#include "01_tensors/predictions.hpp"
#include "tests/01_tensors_predictions_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/label_tensor.hpp"
#include "tests/tensor_elements.hpp"

namespace strata {
namespace {

TEST_CASE("accuracy is the share of equal labels", "[layering]") {
  CHECK(accuracy(labels({1, 2, 3, 4}), labels({1, 0, 3, 3})) == 0.5);
  CHECK(accuracy(labels({7}), labels({7})) == 1.0);
  CHECK(accuracy(labels({7, 8, 9}), labels({8, 9, 7})) == 0.0);
  CHECK(accuracy(labels({1, 0, 0}), labels({1, 1, 1})) == 1.0 / 3);
  check_contains(error_message([] {
                   accuracy(labels({1, 2}), labels({1}));
                 }),
                 {"accuracy", "[2]", "[1]", "one prediction per label"});
  CHECK_THROWS_AS(accuracy(Tensor::full({1}, 1), labels({1})), Error);
  CHECK_THROWS_AS(accuracy(Tensor(), labels({1})), Error);
}

TEST_CASE("argmax is the place of the largest score, the first of equal ones", "[layering]") {
  const auto [scores, classes] = ArgmaxCase();
  CHECK(elements<std::int32_t>(argmax(scores)) == classes);
  CHECK(elements<std::int32_t>(argmax(scores.to(Dtype::f64))) == classes);
  CHECK_THROWS_AS(argmax(scores.to(Dtype::i32)), Error);
  CHECK_THROWS_AS(argmax(scores.reshape({12})), Error);
}

TEST_CASE("scaled pixels are numbers of their own from 0 to 1", "[layering]") {
  const Tensor bytes = Tensor::from<std::uint8_t>({{1, 1, 3, 1}, "NHWC"}, {0, 51, 255});
  for (const Tensor& images : {bytes, bytes.to(Dtype::f32)}) {
    const Tensor pixels = scaled_pixels(images);
    CHECK(pixels.describe() == "[N=1,H=1,W=3,C=1] of float32 on the CPU");
    CHECK(elements<float>(pixels) == std::vector<float>{0, 51.0F / 255, 1});
    CHECK(elements<std::uint8_t>(images.to(Dtype::u8)) == std::vector<std::uint8_t>{0, 51, 255});
  }
}

}  // namespace
}  // namespace strata
