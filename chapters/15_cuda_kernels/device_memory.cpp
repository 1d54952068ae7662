#include "15_cuda_kernels/device_memory.hpp"

#include <cuda_runtime.h>
#include <fmt/format.h>

#include <string>

#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/stream.hpp"

namespace strata {
namespace {

std::string mebibytes(std::size_t bytes) { return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1U << 20U)); }

// [region allocate]
void* allocate(std::size_t bytes) {
  void* block = nullptr;
  const cudaError_t code = cudaMalloc(&block, bytes);
  if (code != cudaErrorMemoryAllocation) {
    expect_success(code, "cudaMalloc");
    return block;
  }
  const std::string words = cuda_words(code);
  cudaGetLastError();  // it is said here; the next launch must not find it
  std::size_t free_bytes = 0, total_bytes = 0;
  expect_success(cudaMemGetInfo(&free_bytes, &total_bytes), "cudaMemGetInfo");
  throw Error({"CUDA memory",
               fmt::format("{}: asked for {} ({} bytes), and {} of {} are free", words, mebibytes(bytes), bytes,
                           mebibytes(free_bytes), mebibytes(total_bytes)),
               "enough free memory", "use a smaller batch or a smaller network"});
}
// [endregion allocate]

void release(void* block, std::size_t) noexcept { cudaFree(block); }

// In its turn: kernels that still write to the block's last owner stand before it in the stream.
void spoil(void* block, std::size_t bytes) {
  constexpr int bytes_of_nan = 0xFF;
  expect_success(cudaMemsetAsync(block, bytes_of_nan, bytes, current_stream()), "cudaMemsetAsync");
}

}  // namespace

MemorySource cuda_memory() { return {&allocate, &release, false, &spoil}; }

void PinnedMemory::Free::operator()(std::byte* memory) const { cudaFreeHost(memory); }

PinnedMemory::PinnedMemory(std::size_t bytes) : bytes_(bytes) {
  void* block = nullptr;
  expect_success(cudaMallocHost(&block, bytes), "cudaMallocHost");
  memory_.reset(static_cast<std::byte*>(block));
}

}  // namespace strata
