// What holds for every criterion: the order of calls, what is divided by, labels and one-hot rows, memory, threads.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "01_tensors/allocator.hpp"
#include "tests/05_losses_criteria.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

struct Result {
  double loss;
  Tensor dy;
};

Result run(Criterion& criterion, const Tensor& y, const Tensor& target) {
  const double loss = criterion.forward(y, target);
  return {loss, criterion.backward()};
}

bool same_bits(const Tensor& a, const Tensor& b) {
  if (!(a.shape() == b.shape()) || a.dtype() != b.dtype()) return false;
  return with_type(a.dtype(),
                   [&]<class T>() { return std::memcmp(a.data<T>(), b.data<T>(), a.values<T>().size_bytes()) == 0; });
}

}  // namespace

TEST_CASE("The losses of small examples are what a hand computes", "[layering]") {
  const Tensor y = Tensor::from<double>({2, 2}, {1, 2, 3, 5}), t = Tensor::from<double>({2, 2}, {1, 0, 4, 2});
  MeanSquaredError squared;
  CHECK(squared.forward(y, t) == (0 + 4 + 1 + 9) / 4.0);
  CHECK(elements<double>(squared.sample_losses()) == std::vector<double>{4, 10});
  CHECK(elements<double>(squared.backward()) == std::vector<double>{0, 1, -0.5, 1.5});
  MeanAbsoluteError absolute;
  CHECK(absolute.forward(y, t) == (0 + 2 + 1 + 3) / 4.0);
  CHECK(elements<double>(absolute.backward()) == std::vector<double>{0, 0.25, -0.25, 0.25});

  const Tensor p = Tensor::from<double>({2, 2}, {0.25, 0.75, 0.5, 0.5});
  const Tensor labels = Tensor::from<std::int32_t>({2}, {0, 1});
  ClassNLLUnstable unstable;
  CHECK(unstable.forward(p, labels) == Approx((std::log(4.0) + std::log(2.0)) / 2).epsilon(1e-15));
  CHECK(elements<double>(unstable.backward()) == std::vector<double>{-2, 0, 0, -1});
  Tensor log_p = p.clone();
  row<double>(log_p) = row<double>(p).array().log().matrix();
  ClassNLL stable;
  CHECK(stable.forward(log_p, labels) == Approx((std::log(4.0) + std::log(2.0)) / 2).epsilon(1e-15));
  CHECK(elements<double>(stable.backward()) == std::vector<double>{-0.5, 0, 0, -0.5});

  CrossEntropy entropy;
  CHECK(entropy.forward(Tensor::full({3, 10}, 7), Tensor::from<std::int32_t>({3}, {0, 9, 4})) ==
        Approx(std::log(10.0)).epsilon(1e-15));
  BinaryCrossEntropy answers(Tensor::from<double>({2}, {3, 0}));
  CHECK(answers.forward(p, Tensor::from<double>({2, 2}, {1, 0, 0, 1})) ==
        Approx((3 * std::log(4.0) + 3 * std::log(2.0)) / 4).epsilon(1e-15));
}

TEST_CASE("Each criterion divides by what it says", "[layering]") {
  const Tensor y = Tensor::full({3, 5}, 0.2);
  for (const std::string& kind : losses::kinds) {
    const auto criterion = losses::make(kind);
    CHECK(criterion->kind() == kind);
    CHECK(criterion->divides_by() == (losses::is_of_classes(kind) ? "the number of samples" : "the number of entries"));
    CHECK(criterion->divisor(y) == (losses::is_of_classes(kind) ? 3 : 15));
  }
}

TEST_CASE("The losses of samples add up to the loss, times what it is divided by", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string& kind : losses::kinds) {
    const Shape shape({random_size(rng, 1, 9), random_size(rng, 2, 9)}, "NK");
    const Tensor y = losses::random_outputs(kind, shape, rng).to(Dtype::f32);
    Tensor target = losses::random_target(kind, shape, rng);
    if (target.dtype() == Dtype::f64) target = target.to(Dtype::f32);
    const auto criterion = losses::make(kind);
    const double loss = criterion->forward(y, target);
    const Tensor& each = criterion->sample_losses();
    CHECK(each.describe() == Tensor(Shape({shape[0]}, "N"), {Device::cpu, Dtype::f64}).describe());
    const std::vector<double> values = elements<double>(each);
    CHECK(loss == std::accumulate(values.begin(), values.end(), 0.0) / criterion->divisor(y));
    // A sample alone costs what it cost in the batch.
    const Index last = shape[0] - 1;
    criterion->forward(y.slice(last, last + 1), target.slice(last, last + 1));
    CHECK(criterion->sample_losses().values<double>()[0] == values.back());
  }
}

TEST_CASE("Labels and one-hot rows give the same bits", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Dtype dtype = GENERATE(Dtype::f32, Dtype::f64);
  for (const std::string kind : {"ClassNLL", "ClassNLLUnstable", "CrossEntropy"}) {
    for (int trial = 0; trial < 10; ++trial) {
      const Shape shape({random_size(rng, 1, 70), random_size(rng, 2, 33)}, "NK");
      const Tensor y = losses::random_outputs(kind, shape, rng).to(dtype);
      const Tensor labels = losses::random_labels(shape[0], shape[1], rng);
      const auto criterion = losses::make(kind);
      const Result by_label = run(*criterion, y, labels);
      const Result by_row = run(*criterion, y, one_hot(labels, shape[1], y.options()));
      CHECK(by_label.loss == by_row.loss);
      CHECK(same_bits(by_label.dy, by_row.dy));
    }
  }
}

TEST_CASE("The bits of a loss do not depend on the number of threads", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string& kind : losses::kinds) {
    for (const Shape& shape : {Shape{64, 10}, Shape{1500, 11}, Shape{7, 5001}, Shape{3, 2}}) {
      const Tensor y = losses::random_outputs(kind, shape, rng).to(Dtype::f32);
      Tensor target = losses::random_target(kind, shape, rng);
      if (target.dtype() == Dtype::f64) target = target.to(Dtype::f32);
      const auto criterion = losses::make(kind);
      const auto with_threads = [&](Index threads) {
        const ThreadCount count(threads);
        return run(*criterion, y, target);
      };
      const Result one = with_threads(1);
      for (const Index threads : {2, 3}) {
        const Result several = with_threads(threads);
        CHECK(several.loss == one.loss);
        CHECK(same_bits(several.dy, one.dy));
      }
    }
  }
}

TEST_CASE("backward() comes once after each forward(), and a failed forward() leaves none", "[layering]") {
  CrossEntropy criterion;
  const Tensor y = Tensor::full({2, 3}, 0.5), labels = Tensor::from<std::int32_t>({2}, {0, 2});
  check_contains(error_message([&] { criterion.backward(); }),
                 {"CrossEntropy", "backward() before forward()", "Hint: call forward(y, target)"});
  check_contains(error_message([&] { criterion.sample_losses(); }), {"CrossEntropy", "before forward()"});
  criterion.forward(y, labels);
  criterion.backward();
  check_contains(error_message([&] { criterion.backward(); }), {"CrossEntropy", "a second backward()"});
  CHECK(criterion.sample_losses().count() == 2);  // they stay
  criterion.forward(y, labels);
  CHECK_THROWS_AS(criterion.forward(y, Tensor::from<std::int32_t>({2}, {0, 3})), Error);
  check_contains(error_message([&] { criterion.backward(); }), {"backward() before forward()"});
}

TEST_CASE("Neither outputs nor targets are changed, and the gradient has memory of its own", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string& kind : losses::kinds) {
    const Tensor y = losses::random_outputs(kind, {4, 3}, rng), target = losses::random_target(kind, {4, 3}, rng);
    const Tensor y_before = y.clone(), target_before = target.clone();
    const Result result = run(*losses::make(kind), y, target);
    CHECK(same_bits(y, y_before));
    CHECK(same_bits(target, target_before));
    CHECK_FALSE(result.dy.shares_storage_with(y));
    CHECK_FALSE(result.dy.shares_storage_with(target));
  }
}

TEST_CASE("An output that is not a number gives a loss that is not one", "[layering]") {
  Rng rng(1, Stream::test);
  for (const std::string& kind : losses::kinds) {
    Tensor y = losses::random_outputs(kind, {2, 3}, rng);
    row<double>(y).setConstant(std::numeric_limits<double>::quiet_NaN());
    CHECK(std::isnan(losses::make(kind)->forward(y, losses::random_target(kind, {2, 3}, rng))));
  }
}

TEST_CASE("Weights: 1 changes nothing, 0 leaves an entry out, and they do not follow the caller's tensor",
          "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string kind : {"BinaryCrossEntropy", "BinaryCrossEntropyWithLogits"}) {
    const Shape shape({5, 3}, "NK");
    const Tensor y = losses::random_outputs(kind, shape, rng), target = losses::random_target(kind, shape, rng);
    const Result plain = run(*losses::make(kind), y, target);
    const Result ones = run(*losses::make(kind, Tensor::full({3}, 1)), y, target);
    CHECK(ones.loss == plain.loss);
    CHECK(same_bits(ones.dy, plain.dy));
    Tensor weights = Tensor::from<double>({3}, {2, 0, 1});
    const auto criterion = losses::make(kind, weights);
    weights.fill(-1);
    const Result weighted = run(*criterion, y, target);
    for (Index n = 0; n < 5; ++n) {
      CHECK(matrix<double>(weighted.dy)(n, 0) == 2 * matrix<double>(plain.dy)(n, 0));
      CHECK(matrix<double>(weighted.dy)(n, 1) == 0);
      CHECK(matrix<double>(weighted.dy)(n, 2) == matrix<double>(plain.dy)(n, 2));
    }
    CHECK(same_bits(run(*criterion->fresh(), y, target).dy, weighted.dy));
  }
}

TEST_CASE("One-hot rows have a single 1 where the label says", "[layering]") {
  const Tensor rows = one_hot(Tensor::from<std::int32_t>({3}, {2, 0, 1}), 3);
  CHECK(rows.describe() == "[N=3,K=3] of float32 on the CPU");
  CHECK(elements<float>(rows) == std::vector<float>{0, 0, 1, 1, 0, 0, 0, 1, 0});
}

TEST_CASE("A loss takes no memory from the system after the first step", "[layering]") {
  Rng rng(1);
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  const Tensor y = normal_tensor({64, 10}, rng, Dtype::f32), labels = losses::random_labels(64, 10, rng);
  CrossEntropy criterion;
  run(criterion, y, labels);
  const std::uint64_t after_first = memory.statistics().system_requests;
  for (int i = 0; i < 5; ++i) run(criterion, y, labels);
  CHECK(memory.statistics().system_requests == after_first);
}
