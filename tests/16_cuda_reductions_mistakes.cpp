// What catches a sum that is wrong: orders, NaN in fresh shared memory, and the emulator's reports.

#ifndef STRATA_CUDA  // what a GPU does with these is undefined; some would wait for ever

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "16_cuda_reductions/spoilt_sums.hpp"
#include "tests/16_cuda_reductions_device.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// The result in forward, reversed and two shuffled orders.
std::vector<float> in_four_orders(const Tensor& x, SumMistake mistake) {
  use_cuda();
  std::vector<float> results;
  in_every_order([&] {
    const Tensor one = spoilt_sum(x.to(Device::cuda), mistake).to(Device::cpu);
    results.push_back(one.values<float>()[0]);
  });
  return results;
}

// What the emulator says, in every order.
void check_report(Index count, SumMistake mistake, const std::vector<std::string>& parts) {
  use_cuda();
  in_every_order([&] {
    check_contains(error_message([&] {
                     spoilt_sum(Tensor::full({count}, 1, {Device::cuda, Dtype::f32}), mistake).to(Device::cpu);
                   }),
                   parts);
  });
}

Tensor ones() { return Tensor::full({256}, 1); }

bool is_nan(float sum) { return std::isnan(sum); }

}  // namespace

TEST_CASE("Without a mistake, the sum that others are planted in is right in every order", "[layering]") {
  CHECK(in_four_orders(ones(), SumMistake::none) == std::vector<float>(4, 256));
}

TEST_CASE("A mistake planted in the tree is caught: no barrier before it", "[layering]") {
  const std::vector<float> sums = in_four_orders(ones(), SumMistake::no_first_barrier);
  // In forward order the first thread adds what nobody has written; in reversed order everybody has.
  CHECK(is_nan(sums[0]));
  CHECK(sums[1] == 256);
  CHECK(is_nan(sums[2]));
  CHECK(is_nan(sums[3]));
}

TEST_CASE("A mistake planted in the tree is caught: no barrier between its steps", "[layering]") {
  const std::vector<float> sums = in_four_orders(ones(), SumMistake::no_second_barrier);
  // In forward order the first thread is at the end before the others have begun: it has nine numbers of 256.
  CHECK(sums[0] == 9);
  CHECK(sums[1] == 256);
  CHECK(sums[2] < 256);
  CHECK(sums[3] < 256);
}

TEST_CASE("A mistake planted in a sum is caught: all threads add to one place, and its bits depend on their order",
          "[layering]") {
  Rng rng(1, Stream::test);
  const std::vector<float> sums = in_four_orders(normal_tensor({256}, rng, Dtype::f32), SumMistake::race);
  CHECK_FALSE(std::ranges::all_of(sums, [&](float sum) { return sum == sums[0]; }));
}

TEST_CASE("A mistake planted in a sum is caught: shared memory that nobody has written is NaN", "[layering]") {
  CHECK(std::ranges::all_of(in_four_orders(ones(), SumMistake::unwritten), is_nan));
}

TEST_CASE("A mistake planted in the tree is named: a barrier that not all threads reach", "[layering]") {
  check_report(256, SumMistake::barrier_in_branch,
               {"kernel spoilt_tree<", "block (0,0,0): divergent barrier: __syncthreads() in",
                "chapters/16_cuda_reductions/spoilt_sums_emulator.cu:29 was reached by 128 of 256 threads",
                "threads 128 to 255: ended"});
}

TEST_CASE("A mistake planted in a shuffle is named: it reads from a lane that has ended", "[layering]") {
  check_report(100, SumMistake::lanes_ended,
               {"kernel spoilt_shuffles<", "shuffles from lane", "which takes no part: it has ended"});
}

TEST_CASE("A mistake planted in a shuffle is named: a lane of the mask that never comes", "[layering]") {
  check_report(256, SumMistake::half_shuffles,
               {"kernel spoilt_shuffles<", "lane 16 of warp 0 is named in the mask 0xffffffff and never comes to",
                "chapters/16_cuda_reductions/spoilt_sums_emulator.cu:56"});
}

#endif
