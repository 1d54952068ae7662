// Neighbours in shared memory, with a barrier and without.

#include "15_cuda_kernels/differences.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/shared_array.hpp"

namespace strata {
namespace {

constexpr Index tile_size = 256;

// [region differences]
// (15.7)  y_i = x_i - x_{i-1}. Place 0 of the tile is for the neighbour that belongs to the block before.
template <class T, Barrier barrier>
__global__ void difference_kernel(const T* x, T* y, Index count) {
  auto& tile = shared_array<T[tile_size + 1]>();
  const Index i = thread_number(), place = threadIdx.x + 1;
  if (i < count) tile[place] = x[i];
  if (threadIdx.x == 0) tile[0] = i == 0 ? T(0) : x[i - 1];
  if constexpr (barrier == Barrier::present) __syncthreads();
  if (i < count) y[i] = tile[place] - tile[place - 1];
}
// [endregion differences]

}  // namespace

Tensor differences(const Tensor& x, Barrier barrier) {
  Tensor y(x.shape(), x.options());
  const Launch where{.grid = static_cast<unsigned>(blocks_for(x.count(), tile_size)),
                     .block = static_cast<unsigned>(tile_size)};
  const float* const from = x.data<float>();
  float* const to = y.data<float>();
  if (barrier == Barrier::present) {
    launch<difference_kernel<float, Barrier::present>>(where, from, to, x.count());
  } else {
    launch<difference_kernel<float, Barrier::missing>>(where, from, to, x.count());
  }
  return y;
}

}  // namespace strata
