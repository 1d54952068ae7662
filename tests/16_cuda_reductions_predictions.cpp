// Classes and right ones, found and counted on the GPU.

#include "16_cuda_reductions/predictions.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/predictions.hpp"
#include "tests/01_tensors_predictions_cases.hpp"
#include "tests/05_losses_criteria.hpp"
#include "tests/16_cuda_reductions_device.hpp"
#include "tests/error_matchers.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

// Scores from 0 to 3, so that many are equal.
Tensor scores_with_ties(const Shape& shape, Rng& rng, Dtype dtype) {
  Tensor scores(shape, {Device::cpu, Dtype::f64});
  for (double& score : scores.values<double>()) score = static_cast<double>(rng.below(4));
  return scores.to(dtype);
}

std::vector<std::int32_t> classes_on_cuda(const Tensor& scores) {
  const Tensor classes = cuda_reductions::argmax(scores.to(Device::cuda)).to(Device::cpu);
  return elements<std::int32_t>(classes);
}

std::int32_t whole(const Tensor& one) {
  const Tensor here = one.to(Device::cpu);
  return here.values<std::int32_t>()[0];
}

}  // namespace

TEST_CASE("The GPU finds the same classes as chapter 1, the first of equal ones", "[layering]") {
  use_cuda();
  in_every_order([] {
    const auto [scores, classes] = ArgmaxCase();
    CHECK(classes_on_cuda(scores) == classes);
    CHECK(classes_on_cuda(scores.to(Dtype::f64)) == classes);
    Rng rng(1, Stream::test);
    for (const Index columns : {1, 2, 10, 31, 33, 257}) {
      for (const Index rows : {1, 31, 33}) {
        for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
          const Tensor x = scores_with_ties({rows, columns}, rng, dtype);
          INFO(x.describe());
          CHECK(classes_on_cuda(x) == elements<std::int32_t>(argmax(x)));
        }
      }
    }
  });
}

TEST_CASE("Where a score is not a number, the GPU chooses as chapter 1 does", "[layering]") {
  use_cuda();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const Index columns : {3, 33, 70}) {
    for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
      Tensor x = Tensor::full({7, columns}, 0, {Device::cpu, Dtype::f64});
      auto scores = matrix<double>(x);
      scores(0, 0) = nan;
      scores(1, 1) = nan;
      scores(2, columns - 1) = nan;
      scores(2, 1) = 5;
      scores.row(3).setConstant(nan);
      scores.row(4).setConstant(-infinity);
      scores(5, columns - 1) = infinity;
      scores.row(6).setConstant(-infinity);
      scores(6, columns - 1) = nan;
      CHECK(classes_on_cuda(x.to(dtype)) == elements<std::int32_t>(argmax(x.to(dtype))));
    }
  }
}

TEST_CASE("Right predictions are counted over batches, and the count stays on the GPU", "[layering]") {
  use_cuda();
  in_every_order([] {
    Rng rng(2, Stream::test);
    Tensor right = Tensor::full({1}, 0, {Device::cuda, Dtype::i32});
    double expected = 0;
    for (const Index samples : {1, 31, 33, 257, 1000}) {
      const Tensor predicted = losses::random_labels(samples, 3, rng), labels = losses::random_labels(samples, 3, rng);
      cuda_reductions::count_right(predicted.to(Device::cuda), labels.to(Device::cuda), right);
      expected += accuracy(predicted, labels) * static_cast<double>(samples);
      CHECK(whole(right) == std::lround(expected));
    }
  });
}

TEST_CASE("Predictions ask for scores and labels that fit, on the GPU", "[layering]") {
  use_cuda();
  check_contains(
      error_message([] {
        cuda_reductions::argmax(Tensor::full({2, 3}, 0));
      }),
      {"cuda_reductions::argmax: got [2,3] of float32 on the CPU", "Hint: on the CPU, chapter 1's argmax()"});
  check_contains(error_message([] {
                   cuda_reductions::argmax(Tensor::full({6}, 0, {Device::cuda, Dtype::f32}));
                 }),
                 {"cuda_reductions::argmax: got [6]", "one row of scores per sample"});
  const Tensor two = Tensor::full({2}, 0, {Device::cuda, Dtype::i32});
  Tensor one = Tensor::full({1}, 0, two.options());
  const auto refusal = [](const Tensor& predicted, const Tensor& labels, Tensor& right) {
    return error_message([&] { cuda_reductions::count_right(predicted, labels, right); });
  };
  check_contains(refusal(one, two, one), {"cuda_reductions::count_right: got [1], expected [2]"});
  check_contains(refusal(two, two.to(Device::cpu), one), {"count_right, labels: got int32 on the CPU"});
  Tensor wide = Tensor::full({1}, 0, {Device::cuda, Dtype::i64});
  check_contains(refusal(two, two, wide), {"count_right, count: got int64"});
}
