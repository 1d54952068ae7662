#include "15_cuda_kernels/emulator/fiber_stacks.hpp"

#include <sys/mman.h>

#include "common/error.hpp"

namespace strata::emulator {
namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t slot = page + FiberStacks::bytes;
constexpr std::size_t all = slot * FiberStacks::most;

}  // namespace

FiberStacks::FiberStacks() {
  void* const begin = mmap(nullptr, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (begin == MAP_FAILED) {
    throw Error({"CUDA emulator", "no address space for the stacks of 1024 threads", "68 MiB of it",
                 "ulimit -v may be too low"});
  }
  begin_ = static_cast<std::byte*>(begin);
  for (int i = 0; i < most; ++i) mprotect(begin_ + static_cast<std::size_t>(i) * slot, page, PROT_NONE);
}

FiberStacks::~FiberStacks() { munmap(begin_, all); }

std::byte* FiberStacks::bottom(int number) const { return begin_ + static_cast<std::size_t>(number) * slot + page; }

}  // namespace strata::emulator
