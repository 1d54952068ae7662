// Planted faults: barriers that not every thread reaches, and more shared memory than there is.

#include <cuda_runtime.h>

#include "15_cuda_kernels/launch.hpp"
#include "15_cuda_kernels/shared_array.hpp"
#include "tests/15_cuda_kernels_emulator_faults.hpp"

namespace strata {
namespace {

std::string at(int line) { return "tests/15_cuda_kernels_emulator_barriers.cu:" + std::to_string(line); }

constexpr int divergent_line = __LINE__ + 2;
__global__ void divergent_barrier() {
  if (threadIdx.x < 40) __syncthreads();
}

constexpr int two_lines_line = __LINE__ + 3;
__global__ void two_barriers() {
  if (threadIdx.x < 32) {
    __syncthreads();
  } else {
    __syncthreads();
  }
}

constexpr int missing_line = __LINE__ + 3;
__global__ void missing_thread() {
  if (threadIdx.x == 7) return;
  __syncthreads();
}

constexpr int loop_line = __LINE__ + 2;
__global__ void unequal_loops() {
  for (unsigned round = 0; round < (threadIdx.x == 63 ? 4U : 3U); ++round) __syncthreads();
}

constexpr int nested_line = __LINE__ + 3;
template <class T>
__device__ T first_number(const T* numbers) {
  if (threadIdx.x > 0) __syncthreads();
  return numbers[0];
}

// The line is that of the function that the barrier stands in, however it was called.
template <class T>
__global__ void barrier_in_function(T* numbers) {
  numbers[threadIdx.x] = first_number(numbers);
}

__global__ void two_large_arrays(int* numbers) {
  auto& first = shared_array<float[8192]>();  // 32 KiB
  first[threadIdx.x] = 1;
  __syncthreads();
  auto& second = shared_array<double[2049]>();  // 16 KiB and 8 bytes
  second[threadIdx.x] = 2;
  __syncthreads();
  numbers[threadIdx.x] = static_cast<int>(first[threadIdx.x] + static_cast<float>(second[threadIdx.x]));
}

__global__ void static_beside_dynamic(int* numbers) {
  auto& array = shared_array<float[8192]>();
  array[threadIdx.x] = dynamic_shared_array<float>()[threadIdx.x];
  numbers[threadIdx.x] = static_cast<int>(array[threadIdx.x]);
}

__global__ void fault_in_one_block() {
  if (blockIdx.x == 31 && blockIdx.y == 5 && threadIdx.x == 63) return;
  __syncthreads();
}

int* device_numbers() {
  static int* const numbers = [] {
    int* block = nullptr;
    expect_success(cudaMalloc(&block, 1024 * sizeof(double)), "cudaMalloc");
    return block;
  }();
  return numbers;
}

}  // namespace

std::vector<PlantedFault> planted_barriers() {
  const std::string both = "threads wait at different lines with __syncthreads()";
  return {
      {"divergent_barrier",
       [] { launch<divergent_barrier>({.grid = 1, .block = 64}); },
       {"divergent barrier: __syncthreads() in " + at(divergent_line) + " was reached by 40 of 64 threads",
        "threads 0 to 39: at __syncthreads() in " + at(divergent_line), "threads 40 to 63: ended"}},
      {"two_barriers",
       [] { launch<two_barriers>({.grid = 1, .block = 64}); },
       {both, "threads 0 to 31: at __syncthreads() in " + at(two_lines_line),
        "threads 32 to 63: at __syncthreads() in " + at(two_lines_line + 2)}},
      {"missing_thread",
       [] { launch<missing_thread>({.grid = 1, .block = 64}); },
       {"__syncthreads() in " + at(missing_line) + " was reached by 63 of 64 threads", "thread 7: ended",
        "threads 8 to 63: at __syncthreads()"}},
      {"unequal_loops",
       [] { launch<unequal_loops>({.grid = 1, .block = 64}); },
       {"__syncthreads() in " + at(loop_line) + " was reached by 1 of 64 threads", "threads 0 to 62: ended",
        "thread 63: at __syncthreads()"}},
      {"barrier_in_function<double>",
       [] {
         launch<barrier_in_function<double>>({.grid = 1, .block = 64}, reinterpret_cast<double*>(device_numbers()));
       },
       {"__syncthreads() in " + at(nested_line) + " was reached by 63 of 64 threads", "thread 0: ended"}},
      {"two_large_arrays",
       [] { launch<two_large_arrays>({.grid = 1, .block = 64}, device_numbers()); },
       {"a block uses 49160 bytes of shared memory, at most 49152 are there"}},
      {"static_beside_dynamic",
       [] { launch<static_beside_dynamic>({.grid = 1, .block = 64, .shared_bytes = 16385}, device_numbers()); },
       {"a block uses 49153 bytes of shared memory, at most 49152 are there"}},
  };
}

void start_fault_in_one_block() { launch<fault_in_one_block>({.grid = dim3(33, 7), .block = 64}); }

}  // namespace strata
