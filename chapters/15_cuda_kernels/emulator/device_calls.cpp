// What the code of a kernel calls, handed on to whoever runs its block.

#include "15_cuda_kernels/emulator/block_barrier.hpp"
#include "15_cuda_kernels/emulator/block_runner.hpp"
#include "15_cuda_kernels/emulator/launch_counts.hpp"
#include "15_cuda_kernels/emulator/shared_memory.hpp"
#include "15_cuda_kernels/emulator/warp_exchange.hpp"

namespace strata::emulator {

void wait_for_block(Site site) { BlockRunner::present()->wait_for_block(site); }

std::uint64_t meet_in_warp(const WarpCall& call, Site site) { return BlockRunner::present()->meet_in_warp(call, site); }

int lane() { return BlockRunner::present()->lane(); }

void* static_shared(const void* key, std::size_t bytes) { return BlockRunner::present()->static_shared(key, bytes); }

void* dynamic_shared() { return BlockRunner::present()->dynamic_shared(); }

bool is_shared(const void* address) {
  return BlockRunner::present() != nullptr && BlockRunner::present()->is_shared(address);
}

void count_atomic() { BlockRunner::present()->count_atomic(); }

}  // namespace strata::emulator
