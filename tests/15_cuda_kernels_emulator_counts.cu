// Kernels that are counted, that wait often, and that need much stack.

#include <cuda_runtime.h>

#include "15_cuda_kernels/launch.hpp"
#include "15_cuda_kernels/shared_array.hpp"
#include "tests/15_cuda_kernels_emulator_counts.hpp"

namespace strata {
namespace {

__global__ void count_by_atomics(int* integer, float* single, double* wide, unsigned long long* large, int* most,
                                 int* least, int threads) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= threads) return;
  atomicAdd(integer, 1);
  atomicAdd(single, 1.0F);
  atomicAdd(wide, 1.0);
  atomicAdd(large, 1ULL);
  atomicMax(most, i * 7919 % 10007);
  atomicMin(least, -(i * 7919 % 10007));
}

__global__ void wait_and_meet(int barriers) {
  for (int i = 0; i < barriers; ++i) __syncthreads();
  __syncwarp();
}

__global__ void go_rounds(int* y) {
  auto& places = shared_array<int[1024]>();
  const unsigned i = threadIdx.x;
  int mine = static_cast<int>(i);
  for (int round = 0; round < 50; ++round) {  // two barriers each
    places[i] = mine;
    __syncthreads();
    mine += places[(i + 1) % 1024];
    mine %= 10007;
    __syncthreads();
  }
  y[i] = mine;
}

__global__ void use_large_stack(float* y) {
  volatile float numbers[10240];  // 40 KiB
  for (unsigned i = 0; i < 10240; ++i) numbers[i] = static_cast<float>(threadIdx.x);
  __syncthreads();
  float sum = 0;
  for (unsigned i = 0; i < 10240; ++i) sum += numbers[i] != static_cast<float>(threadIdx.x) ? 1.0F : 0.0F;
  __syncthreads();
  y[threadIdx.x] = sum;
}

// volatile, so that no compiler makes a loop of it or sees that it has no end.
__device__ int recurse(volatile int* depth) {
  *depth = *depth + 1;
  const int below = *depth > 0 ? recurse(depth) : 0;
  return below + *depth;
}

// Together larger than a stack by more than a page.
__device__ int use_two_large_frames(volatile int* depth) {
  volatile char frame[40 * 1024];
  frame[*depth & 1] = 1;
  *depth = *depth + 1;
  const int below = *depth < 2 ? use_two_large_frames(depth) : 0;
  return below + frame[0];
}

__global__ void endless(int* y) {
  volatile int depth = 0;
  *y = recurse(&depth);
}

__global__ void two_large_frames(int* y) {
  volatile int depth = 0;
  __syncthreads();
  if (threadIdx.x == 3) *y = use_two_large_frames(&depth);
  __syncthreads();
}

template <class T>
T* one_number(Tensor& all, Index i) {
  return reinterpret_cast<T*>(all.data<std::int64_t>() + i);
}

}  // namespace

Tensor counted_by_atomics() {
  Tensor all = Tensor::full({6}, 0, {Device::cuda, Dtype::i64});
  launch<count_by_atomics>({.grid = 40, .block = 256}, one_number<int>(all, 0), one_number<float>(all, 1),
                           one_number<double>(all, 2), one_number<unsigned long long>(all, 3), one_number<int>(all, 4),
                           one_number<int>(all, 5), 10000);
  return all;
}

void start_counted_kernel(Index blocks, Index threads, int barriers) {
  launch<wait_and_meet>({.grid = static_cast<unsigned>(blocks), .block = static_cast<unsigned>(threads)}, barriers);
}

Tensor hundred_rounds() {
  Tensor y({1024}, {Device::cuda, Dtype::i32});
  launch<go_rounds>({.grid = 1, .block = 1024}, y.data<int>());
  return y;
}

Tensor with_large_stacks(Index threads) {
  Tensor y({threads}, {Device::cuda, Dtype::f32});
  launch<use_large_stack>({.grid = 1, .block = static_cast<unsigned>(threads)}, y.data<float>());
  return y;
}

void start_endless_recursion() {
  Tensor y({1}, {Device::cuda, Dtype::i32});
  launch<endless>({.grid = 1, .block = 1}, y.data<int>());
}

void start_two_large_frames() {
  Tensor y({1}, {Device::cuda, Dtype::i32});
  launch<two_large_frames>({.grid = 1, .block = 5}, y.data<int>());
}

}  // namespace strata
