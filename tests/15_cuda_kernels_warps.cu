// Kernels whose threads exchange numbers within a warp.

#include "tests/15_cuda_kernels_warps.hpp"

#include <cuda_runtime.h>

#include "15_cuda_kernels/launch.hpp"
#include "15_cuda_kernels/shared_array.hpp"

namespace strata {
namespace {

constexpr unsigned all_lanes = 0xFFFFFFFFU;
constexpr unsigned even_lanes = 0x55555555U;

template <class T>
__global__ void shuffle_kernel(Shuffle which, const T* x, T* y, int number, int width) {
  const unsigned i = threadIdx.x;
  if (which == Shuffle::from) y[i] = __shfl_sync(all_lanes, x[i], number, width);
  if (which == Shuffle::down) y[i] = __shfl_down_sync(all_lanes, x[i], static_cast<unsigned>(number), width);
  if (which == Shuffle::up) y[i] = __shfl_up_sync(all_lanes, x[i], static_cast<unsigned>(number), width);
  if (which == Shuffle::exclusive_or) y[i] = __shfl_xor_sync(all_lanes, x[i], number, width);
}

template <class T>
__global__ void sum_kernel(const T* x, T* sums, unsigned warps) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x, warp = i / 32;
  if (warp >= warps) return;  // whole warps end
  T sum = x[i];
  for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_xor_sync(all_lanes, sum, distance);
  if (i % 32 == 0) sums[warp] = sum;
}

__global__ void vote_kernel(const float* x, int* y) {
  const bool positive = x[threadIdx.x] > 0;
  y[3 * threadIdx.x] = static_cast<int>(__ballot_sync(all_lanes, positive));
  y[3 * threadIdx.x + 1] = __any_sync(all_lanes, positive);
  y[3 * threadIdx.x + 2] = __all_sync(all_lanes, positive);
}

__global__ void even_vote_kernel(const float* x, int* y) {
  for (unsigned k = 0; k < 3; ++k) y[3 * threadIdx.x + k] = -1;
  if (threadIdx.x % 2 == 1) return;
  const bool positive = x[threadIdx.x] > 0;
  y[3 * threadIdx.x] = static_cast<int>(__ballot_sync(even_lanes, positive));
  y[3 * threadIdx.x + 1] = __any_sync(even_lanes, positive);
  y[3 * threadIdx.x + 2] = __all_sync(even_lanes, positive);
}

template <class T>
__global__ void ring_kernel(const T* x, T* y) {
  auto& ring = shared_array<T[1024]>();
  const unsigned i = threadIdx.x, first = i / 32 * 32;
  T mine = x[i];
  for (int round = 0; round < 3; ++round) {
    ring[i] = mine;
    __syncwarp();
    mine = ring[first + (i + 1) % 32];
    __syncwarp();
  }
  y[i] = mine;
}

template <class Function>
Tensor from_one_block(const Tensor& x, Tensor y, Function start) {
  start(Launch{.grid = 1, .block = static_cast<unsigned>(x.count())}, y);
  return y;
}

}  // namespace

Tensor shuffled(Shuffle which, const Tensor& x, int number, int width) {
  return from_one_block(x, Tensor(x.shape(), x.options()), [&](const Launch& where, Tensor& y) {
    with_type(x.dtype(), [&]<class T>() {
      if constexpr (sizeof(T) >= 4) {
        launch<shuffle_kernel<T>>(where, which, x.data<T>(), y.data<T>(), number, width);
      }
    });
  });
}

Tensor warp_sums(const Tensor& x) {
  const auto warps = static_cast<unsigned>(x.count() / 32);
  Tensor sums({static_cast<Index>(warps)}, x.options());
  with_type(x.dtype(), [&]<class T>() {
    if constexpr (sizeof(T) >= 4) {
      launch<sum_kernel<T>>({.grid = (warps + 3) / 4, .block = 128}, x.data<T>(), sums.data<T>(), warps);
    }
  });
  return sums;
}

Tensor votes(const Tensor& x) {
  return from_one_block(x, Tensor({x.count(), 3}, {Device::cuda, Dtype::i32}), [&](const Launch& where, Tensor& y) {
    launch<vote_kernel>(where, x.data<float>(), y.data<int>());
  });
}

Tensor votes_of_even_lanes(const Tensor& x) {
  return from_one_block(x, Tensor({x.count(), 3}, {Device::cuda, Dtype::i32}), [&](const Launch& where, Tensor& y) {
    launch<even_vote_kernel>(where, x.data<float>(), y.data<int>());
  });
}

Tensor passed_around(const Tensor& x) {
  return from_one_block(x, Tensor(x.shape(), x.options()), [&](const Launch& where, Tensor& y) {
    launch<ring_kernel<float>>(where, x.data<float>(), y.data<float>());
  });
}

}  // namespace strata
