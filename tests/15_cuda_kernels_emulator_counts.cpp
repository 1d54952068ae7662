// Atomics, counts, many barriers and large stacks.

#include "tests/15_cuda_kernels_emulator_counts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/emulator/launch_counts.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_warps.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/run_apart.hpp"

using namespace strata;
using emulator::LaunchCounts;

namespace {

template <class T>
T number_at(const Tensor& all, Index i) {
  T number;
  std::memcpy(&number, all.data<std::int64_t>() + i, sizeof(T));
  return number;
}

void check_atomics() {
  const Tensor all = counted_by_atomics().to(Device::cpu);
  CHECK(number_at<int>(all, 0) == 10000);
  CHECK(number_at<float>(all, 1) == 10000);
  CHECK(number_at<double>(all, 2) == 10000);
  CHECK(number_at<unsigned long long>(all, 3) == 10000);
  int most = 0;
  for (int i = 0; i < 10000; ++i) most = std::max(most, i * 7919 % 10007);
  CHECK(number_at<int>(all, 4) == most);
  CHECK(number_at<int>(all, 5) == -most);
}

emulator::Settings with_runners(int runners) {
  emulator::Settings settings = emulator::settings();
  settings.block_runners = runners;
  return settings;
}

LaunchCounts counts_of(const std::string& kernel) {
  synchronize();
  return emulator::launch_counts()[kernel];
}

}  // namespace

TEST_CASE("ten thousand threads count exactly, also when two blocks run at once", "[layering]") {
  cuda_kernels::install();
  for (const int runners : {1, 2}) {
    const emulator::SettingsScope scope(with_runners(runners));
    in_every_order([] { check_atomics(); });
  }
}

TEST_CASE("the emulator counts launches, blocks, threads, barriers, meetings and atomics", "[layering]") {
  cuda_kernels::install();
  for (const int runners : {1, 2}) {
    const emulator::SettingsScope scope(with_runners(runners));
    emulator::forget_counts();
    CHECK(emulator::launch_counts().empty());
    start_counted_kernel(5, 70, 3);
    start_counted_kernel(2, 32, 10);
    counted_by_atomics();
    const LaunchCounts counts = counts_of("wait_and_meet");
    CHECK(counts.launches == 2);
    CHECK(counts.blocks == 7);
    CHECK(counts.threads == 5 * 70 + 2 * 32);
    CHECK(counts.barriers == 5 * 3 + 2 * 10);
    CHECK(counts.meetings == 5 * 3 + 2);  // three warps in a block of 70 threads
    CHECK(counts.atomics == 0);
    CHECK(counts_of("count_by_atomics").atomics == 60000);
  }
}

TEST_CASE("1024 threads wait a hundred times for each other", "[layering]") {
  cuda_kernels::install();
  std::vector<std::int32_t> numbers(1024), next(1024);
  for (std::size_t i = 0; i < 1024; ++i) numbers[i] = static_cast<std::int32_t>(i);
  for (int round = 0; round < 50; ++round) {
    for (std::size_t i = 0; i < 1024; ++i) next[i] = (numbers[i] + numbers[(i + 1) % 1024]) % 10007;
    numbers.swap(next);
  }
  in_every_order([&] { CHECK(differing(hundred_rounds(), Tensor::from({1024}, numbers)) == 0); });
}

TEST_CASE("a thread may have 40 KiB on its stack, and each has its own", "[layering]") {
  cuda_kernels::install();
  in_every_order([] { CHECK(differing(with_large_stacks(65), Tensor::full({65}, 0)) == 0); });
}

TEST_CASE("a stack that is too small ends the program, and no other stack is written to") {
  cuda_kernels::install();
  synchronize();
  const auto ends = [](void (*start)()) {
    return run_apart([start] {
      start();
      synchronize();
    });
  };
  CHECK(ends([] { counted_by_atomics(); }).good);
  CHECK_FALSE(ends(&start_endless_recursion).good);
  CHECK_FALSE(ends(&start_two_large_frames).good);
  check_atomics();
}
