// The sum of an array by every rung of the ladder, and the largest number of one.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "16_cuda_reductions/sum.hpp"
#include "16_cuda_reductions/sum_rungs.hpp"
#include "tests/16_cuda_reductions_device.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

constexpr Index odd_counts[]{1, 31, 33, 257, 1025, 4099};
constexpr int all_rungs = static_cast<int>(sum_rungs.size());

// Whole numbers from -7 to 7, whose sums are exact in float32.
Tensor whole_numbers(Index count, Dtype dtype) {
  Rng rng(static_cast<std::uint64_t>(count), Stream::test);
  Tensor x({count}, {Device::cpu, Dtype::f64});
  for (double& value : x.values<double>()) value = static_cast<double>(rng.below(15) - 7);
  return x.to(dtype);
}

struct Exact {
  long double sum = 0, of_sizes = 0;
};

Exact exact_sum(const Tensor& x) {
  const Tensor wide = x.to(Device::cpu).to(Dtype::f64);
  Exact exact;
  for (const double value : wide.values<double>()) {
    exact.sum += static_cast<long double>(value);
    exact.of_sizes += std::abs(static_cast<long double>(value));
  }
  return exact;
}

double value_of(const Tensor& one) {
  const Tensor here = one.to(Device::cpu).to(Dtype::f64);
  return here.values<double>()[0];
}

}  // namespace

TEST_CASE("Every rung adds up whole numbers exactly, for odd counts and in every order", "[layering]") {
  use_cuda();
  in_every_order([] {
    for (const Index count : odd_counts) {
      for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
        const Tensor x = whole_numbers(count, dtype);
        const auto expected = static_cast<double>(exact_sum(x).sum);
        for (int rung = 1; rung <= all_rungs; ++rung) {
          INFO(sum_rungs[static_cast<std::size_t>(rung - 1)] << ", " << count << " numbers");
          const Tensor total = run_sum(rung, x.to(Device::cuda));
          CHECK(total.describe() == Tensor({1}, {Device::cuda, dtype}).describe());
          CHECK(value_of(total) == expected);
        }
      }
    }
  });
}

TEST_CASE("Three levels of blocks are added up, too", "[layering]") {
  use_cuda();
  const Tensor x = whole_numbers(65'537, Dtype::f32);
  for (const int rung : {3, 4, 5, 6}) CHECK(value_of(run_sum(rung, x.to(Device::cuda))) == exact_sum(x).sum);
}

TEST_CASE("The error of a sum is within what the text derives", "[layering]") {
  use_cuda();
  Rng rng(1, Stream::test);
  for (const Index count : odd_counts) {
    for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
      const Tensor x = normal_tensor({count}, rng, dtype);
      const Exact exact = exact_sum(x);
      const double unit = dtype == Dtype::f32 ? 0x1p-24 : 0x1p-53;
      for (int rung = 1; rung <= all_rungs; ++rung) {
        // (16.11): one after the other, a number goes through `count` additions; in a tree, through those of two
        // levels.
        const double additions = rung <= rung_of_atomics ? static_cast<double>(count) : 2 * 10 + 8;
        INFO(sum_rungs[static_cast<std::size_t>(rung - 1)] << ", " << count << " numbers");
        CHECK(std::abs(static_cast<long double>(value_of(run_sum(rung, x.to(Device::cuda)))) - exact.sum) <=
              static_cast<long double>(additions * unit) * exact.of_sizes);
      }
    }
  }
}

TEST_CASE("The bits of a sum do not depend on the order of threads, except those of the atomics", "[layering]") {
  use_cuda();
  Rng rng(2, Stream::test);
  const Tensor x = normal_tensor({1025}, rng, Dtype::f32).to(Device::cuda);
  for (int rung = 1; rung <= all_rungs; ++rung) {
    if (rung != rung_of_atomics) same_in_every_order([&] { return run_sum(rung, x); });
  }
  same_in_every_order([&] { return cuda_reductions::sum(x); });
#ifndef STRATA_CUDA
  std::vector<double> by_atomics;
  in_every_order([&] { by_atomics.push_back(value_of(run_sum(rung_of_atomics, x))); });
  CHECK_FALSE(std::ranges::all_of(by_atomics, [&](double sum) { return sum == by_atomics.front(); }));
#endif
}

TEST_CASE("A slice that begins between two packs gives the bits of a copy that does not", "[layering]") {
  use_cuda();
  Rng rng(3, Stream::test);
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor x = normal_tensor({3000}, rng, dtype).to(Device::cuda);
    for (const Index begin : {1, 2, 3}) {
      const Tensor slice = x.slice(begin, 2900), copy = slice.clone();
      CHECK(equal_bits(cuda_reductions::sum(slice), cuda_reductions::sum(copy)));
      CHECK(equal_bits(cuda_reductions::largest(slice), cuda_reductions::largest(copy)));
    }
  }
}

TEST_CASE("The largest number is found wherever it is, and NaN is not overlooked", "[layering]") {
  use_cuda();
  constexpr double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    for (const Index count : odd_counts) {
      for (const Index place : {Index{0}, count / 2, count - 1}) {
        const auto with = [&](double value) {
          Tensor x = Tensor::full({count}, -3, {Device::cpu, Dtype::f64});
          x.values<double>()[static_cast<std::size_t>(place)] = value;
          return x.to(dtype).to(Device::cuda);
        };
        CHECK(value_of(same_in_every_order([&] { return cuda_reductions::largest(with(-1)); })) == -1);
        CHECK(value_of(cuda_reductions::largest(with(infinity))) == infinity);
        CHECK(std::isnan(value_of(same_in_every_order([&] { return cuda_reductions::largest(with(nan)); }))));
      }
    }
    const Tensor lowest = Tensor::full({33}, -infinity, {Device::cuda, dtype});
    CHECK(value_of(cuda_reductions::largest(lowest)) == -infinity);
  }
}

TEST_CASE("A sum is taken of float32 or float64 on the GPU", "[layering]") {
  use_cuda();
  check_contains(error_message([] { cuda_reductions::sum(Tensor::full({3}, 1)); }),
                 {"cuda_reductions::sum: got [3] of float32 on the CPU", "Hint: move it with to(Device::cuda)"});
  check_contains(error_message([] {
                   cuda_reductions::largest(Tensor::full({3}, 1, {Device::cuda, Dtype::i32}));
                 }),
                 {"cuda_reductions::largest: got [3] of int32 on the CUDA"});
  check_contains(error_message([] { cuda_reductions::sum(Tensor()); }), {"cuda_reductions::sum: got no tensor"});
}
