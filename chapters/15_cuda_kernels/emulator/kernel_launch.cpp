#include "15_cuda_kernels/emulator/kernel_launch.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <latch>
#include <memory>
#include <numeric>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "15_cuda_kernels/emulator/block_runner.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "15_cuda_kernels/emulator/stream_queues.hpp"

namespace strata::emulator {
namespace {

// Numbers 0 to count - 1 in the order in which they have their turn.
std::vector<int> turns(std::size_t count, std::mt19937_64& random) {
  std::vector<int> order(count);
  std::iota(order.begin(), order.end(), 0);
  if (settings().order == Order::reversed) std::ranges::reverse(order);
  if (settings().order == Order::shuffled) std::ranges::shuffle(order, random);
  return order;
}

uint3 block_index(int number, dim3 grid) {
  const auto i = static_cast<unsigned>(number);
  return {i % grid.x, i / grid.x % grid.y, i / (grid.x * grid.y)};
}

// Never destroyed, on purpose: a sleeping fiber cannot be taken apart.
std::array<BlockRunner*, 2>& runners() {
  static std::array<BlockRunner*, 2> all{std::make_unique<BlockRunner>().release(),
                                         std::make_unique<BlockRunner>().release()};
  return all;
}

void run_blocks(BlockRunner& runner, const KernelLaunch& launch, const std::vector<int>& blocks,
                const ThreadList& threads) {
  runner.begin(launch, threads);
  for (const int block : blocks) runner.run_block(block_index(block, launch.grid));
  add_counts(launch.kernel, runner.counts());
}

// Both begin before either goes on, so that a race between blocks is one in time as well.
void run_in_halves(const KernelLaunch& launch, const std::vector<int>& blocks, const ThreadList& threads) {
  const auto middle = blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() / 2);
  std::array<std::exception_ptr, 2> faults;
  std::latch both(2);
  const auto half = [&](std::size_t which, const std::vector<int>& own_blocks) {
    both.arrive_and_wait();
    try {
      run_blocks(*runners()[which], launch, own_blocks, threads);
    } catch (...) {
      faults[which] = std::current_exception();
    }
  };
  {
    const std::jthread other(half, 1, std::vector<int>(middle, blocks.end()));
    half(0, std::vector<int>(blocks.begin(), middle));
  }
  for (const std::exception_ptr& fault : faults) {
    if (fault) std::rethrow_exception(fault);
  }
}

bool is_possible(const KernelLaunch& launch) {
  const dim3 grid = launch.grid, block = launch.block;
  using Limits = LaunchLimits;
  const bool some = grid.x > 0 && grid.y > 0 && grid.z > 0 && block.x > 0 && block.y > 0 && block.z > 0;
  return some && block.x <= Limits::threads && block.y <= Limits::threads && block.z <= Limits::block_z &&
         block.x * block.y * block.z <= Limits::threads && grid.x <= Limits::grid_x && grid.y <= Limits::grid_yz &&
         grid.z <= Limits::grid_yz && launch.shared_bytes <= Limits::shared_bytes;
}

}  // namespace

cudaError_t enqueue(KernelLaunch launch, cudaStream_t stream) {
  if (!is_possible(launch)) return remember_error(cudaErrorInvalidConfiguration);
  return submit(stream, [launch = std::move(launch)] { run_now(launch); });
}

void run_now(const KernelLaunch& launch) {
  static std::uint64_t launches = 0;
  std::mt19937_64 random(settings().seed + launches++);
  const dim3 grid = launch.grid, block = launch.block;
  ThreadList threads;
  for (const int number : turns(std::size_t{block.x} * block.y * block.z, random)) threads.push_back(number);
  const std::vector<int> blocks = turns(std::size_t{grid.x} * grid.y * grid.z, random);
  LaunchCounts once;
  once.launches = 1;
  add_counts(launch.kernel, once);
  if (settings().block_runners == 2 && blocks.size() > 1) {
    run_in_halves(launch, blocks, threads);
  } else {
    run_blocks(*runners()[0], launch, blocks, threads);
  }
}

}  // namespace strata::emulator
