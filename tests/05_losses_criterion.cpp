// What holds for every criterion: the order of calls, what is divided by, labels and one-hot rows, memory, threads.

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "tests/05_losses_value_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;
using losses::Result;
using losses::same_bits;

TEST_CASE("The losses of small examples are what a hand computes", "[layering]") {
  losses::small_examples(Device::cpu);
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
  losses::losses_add_up(Device::cpu);
}

TEST_CASE("Labels and one-hot rows give the same bits", "[layering]") {
  losses::labels_as_rows(Device::cpu, GENERATE(Dtype::f32, Dtype::f64));
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
        return losses::run(*criterion, y, target, Device::cpu);
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
    const Result result = losses::run(*losses::make(kind), y, target, Device::cpu);
    CHECK(same_bits(y, y_before));
    CHECK(same_bits(target, target_before));
    CHECK_FALSE(result.dy.shares_storage_with(y));
    CHECK_FALSE(result.dy.shares_storage_with(target));
  }
}

TEST_CASE("An output that is not a number gives a loss that is not one", "[layering]") {
  losses::not_a_number(Device::cpu);
}

TEST_CASE("Weights: 1 changes nothing, 0 leaves an entry out, and they do not follow the caller's tensor",
          "[layering]") {
  losses::weights_of_entries(Device::cpu);
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
  losses::run(criterion, y, labels, Device::cpu);
  const std::uint64_t after_first = memory.statistics().system_requests;
  for (int i = 0; i < 5; ++i) losses::run(criterion, y, labels, Device::cpu);
  CHECK(memory.statistics().system_requests == after_first);
}
