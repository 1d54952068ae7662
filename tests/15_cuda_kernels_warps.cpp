// Shuffles, votes and __syncwarp() against their definitions (CUDA C++ Programming Guide, "Warp Shuffle Functions").

#include "tests/15_cuda_kernels_warps.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <numeric>
#include <vector>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// The lane that a lane reads.
int source_of(Shuffle which, int lane, int number, int width) {
  const int begin = lane / width * width, end = begin + width;
  switch (which) {
    case Shuffle::from:
      return begin + (number % width + width) % width;
    case Shuffle::down:
      return lane + number < end ? lane + number : lane;
    case Shuffle::up:
      return lane - number >= begin ? lane - number : lane;
    case Shuffle::exclusive_or:
      break;
  }
  return (lane ^ number) < end ? lane ^ number : lane;  // parts of the warp in front may be read
}

Tensor counted(Index count, Dtype dtype) {
  std::vector<double> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 100.0);
  return Tensor::from({count}, numbers).to(dtype);
}

void check_shuffle(Shuffle which, Dtype dtype, Index threads, int number, int width) {
  CAPTURE(static_cast<int>(which), name(dtype), threads, number, width);
  const Tensor x = counted(threads, dtype);
  std::vector<double> expected;
  for (int i = 0; i < static_cast<int>(threads); ++i) {
    expected.push_back(100 + i / 32 * 32 + source_of(which, i % 32, number, width));
  }
  CHECK(differing(shuffled(which, x.to(Device::cuda), number, width), Tensor::from({threads}, expected).to(dtype)) ==
        0);
}

}  // namespace

TEST_CASE("every shuffle reads the lane that CUDA says, in whole warps and parts of 16 and 8", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    for (const Dtype dtype : {Dtype::f32, Dtype::f64, Dtype::i32, Dtype::i64}) {
      for (const int width : {32, 16, 8}) {
        for (const Shuffle which : {Shuffle::from, Shuffle::down, Shuffle::up, Shuffle::exclusive_or}) {
          for (const int number : {0, 1, 7, 9, 16, 31}) check_shuffle(which, dtype, 96, number, width);
        }
      }
    }
  });
}

TEST_CASE("in a last warp of eight lanes they shuffle among themselves", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    for (const int number : {0, 1, 5, 7}) {
      check_shuffle(Shuffle::from, Dtype::f32, 40, number, 8);
      check_shuffle(Shuffle::exclusive_or, Dtype::f32, 40, number, 8);
      check_shuffle(Shuffle::up, Dtype::f32, 40, number, 32);
      check_shuffle(Shuffle::down, Dtype::f32, 40, number, 8);
    }
  });
}

TEST_CASE("a tree of shuffles adds up a warp, while other warps have ended", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    for (const Index warps : {1, 4, 5, 31}) {
      const Tensor x = counted(32 * warps, Dtype::i64);
      std::vector<std::int64_t> expected;
      for (Index warp = 0; warp < warps; ++warp) expected.push_back(32 * (100 + 32 * warp) + 31 * 16);
      CHECK(differing(warp_sums(x.to(Device::cuda)), Tensor::from({warps}, expected)) == 0);
    }
  });
}

TEST_CASE("votes count the lanes that are there", "[layering]") {
  cuda_kernels::install();
  std::vector<float> x(72);  // two warps and eight lanes
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i < 32 ? (i % 3 == 0 ? 1.0F : -1.0F) : i < 64 ? 1.0F : -1.0F;
  std::uint32_t thirds = 0;
  for (unsigned i = 0; i < 32; i += 3) thirds |= 1U << i;
  in_every_order([&] {
    const Tensor got = votes(Tensor::from({72}, x).to(Device::cuda)).to(Device::cpu);
    const auto numbers = got.values<std::int32_t>();
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(static_cast<std::uint32_t>(numbers[3 * i]) == (i < 32 ? thirds : i < 64 ? 0xFFFFFFFFU : 0U));
      CHECK(numbers[3 * i + 1] == (i < 64 ? 1 : 0));
      CHECK(numbers[3 * i + 2] == (i >= 32 && i < 64 ? 1 : 0));
    }
  });
}

TEST_CASE("lanes that a mask leaves out have no vote", "[layering]") {
  cuda_kernels::install();
  std::vector<float> x(64);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 2 == 0 ? 1.0F : -1.0F;
  in_every_order([&] {
    const Tensor got = votes_of_even_lanes(Tensor::from({64}, x).to(Device::cuda)).to(Device::cpu);
    const auto numbers = got.values<std::int32_t>();
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(numbers[3 * i] == (i % 2 == 0 ? 0x55555555 : -1));
      CHECK(numbers[3 * i + 1] == (i % 2 == 0 ? 1 : -1));
      CHECK(numbers[3 * i + 2] == (i % 2 == 0 ? 1 : -1));
    }
  });
}

TEST_CASE("lanes hand numbers on through shared memory with __syncwarp()", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    std::vector<double> expected;
    for (int i = 0; i < 96; ++i) expected.push_back(100 + i / 32 * 32 + (i + 3) % 32);
    CHECK(differing(passed_around(counted(96, Dtype::f32).to(Device::cuda)),
                    Tensor::from({96}, expected).to(Dtype::f32)) == 0);
  });
}
