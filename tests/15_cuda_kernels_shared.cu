// Kernels with shared memory: right ones, and with a barrier missing.

#include "tests/15_cuda_kernels_shared.hpp"

#include <cuda_runtime.h>

#include "15_cuda_kernels/launch.hpp"
#include "15_cuda_kernels/shared_array.hpp"

namespace strata {
namespace {

constexpr unsigned tile_size = 256;

template <class T, Barriers barriers>
__global__ void reverse_tiles(const T* x, T* y) {
  auto& tile = shared_array<T[tile_size]>();
  const unsigned i = threadIdx.x, first = blockIdx.x * tile_size;
  T mine = x[first + i];
  for (int round = 0; round < 3; ++round) {
    tile[i] = mine;
    if constexpr (barriers != Barriers::second_only) __syncthreads();
    mine = tile[tile_size - 1 - i];
    if constexpr (barriers != Barriers::first_only) __syncthreads();
  }
  y[first + i] = mine;
}

template <class T>
__global__ void read_unwritten(T* y) {
  auto& fixed = shared_array<T[64]>();
  T* const dynamic = dynamic_shared_array<T>();
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  y[i] = fixed[threadIdx.x];
  y[gridDim.x * blockDim.x + i] = dynamic[threadIdx.x];
  fixed[threadIdx.x] = dynamic[threadIdx.x] = 1;
}

__global__ void use_four_arrays(double* y) {
  auto& first = shared_array<float[64]>();
  auto& second = shared_array<float[64], 1>();
  auto& third = shared_array<double[64]>();
  int* const fourth = dynamic_shared_array<int>();
  const unsigned i = threadIdx.x;
  first[i] = 1;
  second[i] = 20;
  third[i] = 300;
  fourth[i] = 4000;
  __syncthreads();
  const unsigned j = 63 - i;
  y[i] = static_cast<double>(first[j]) + static_cast<double>(second[j]) + third[j] + fourth[j];
}

template <class T>
void start(const Tensor& x, Tensor& y, Barriers barriers) {
  const Launch where{.grid = static_cast<unsigned>(x.count()) / tile_size, .block = tile_size};
  const T* const from = x.data<T>();
  T* const to = y.data<T>();
  if (barriers == Barriers::both) launch<reverse_tiles<T, Barriers::both>>(where, from, to);
  if (barriers == Barriers::second_only) launch<reverse_tiles<T, Barriers::second_only>>(where, from, to);
  if (barriers == Barriers::first_only) launch<reverse_tiles<T, Barriers::first_only>>(where, from, to);
}

}  // namespace

Tensor reversed_tiles(const Tensor& x, Barriers barriers) {
  Tensor y(x.shape(), x.options());
  x.dtype() == Dtype::f64 ? start<double>(x, y, barriers) : start<float>(x, y, barriers);
  return y;
}

Tensor unwritten_shared_memory(Index blocks, Dtype dtype) {
  Tensor y({2, blocks * 64}, {Device::cuda, dtype});
  const Launch where{.grid = static_cast<unsigned>(blocks), .block = 64, .shared_bytes = 64 * size_of(dtype)};
  dtype == Dtype::f64 ? launch<read_unwritten<double>>(where, y.data<double>())
                      : launch<read_unwritten<float>>(where, y.data<float>());
  return y;
}

Tensor four_arrays() {
  Tensor y({64}, {Device::cuda, Dtype::f64});
  launch<use_four_arrays>({.grid = 1, .block = 64, .shared_bytes = 64 * sizeof(int)}, y.data<double>());
  return y;
}

}  // namespace strata
