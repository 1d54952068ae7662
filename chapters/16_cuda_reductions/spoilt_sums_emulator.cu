// Rungs 4 and 5 of the sum with one mistake each, to see how it looks.

#include <cuda_runtime.h>

#include <array>

#include "15_cuda_kernels/shared_array.hpp"
#include "16_cuda_reductions/block_reduction.hpp"
#include "16_cuda_reductions/combinations.hpp"
#include "16_cuda_reductions/levels.hpp"
#include "16_cuda_reductions/spoilt_sums.hpp"

namespace strata {
namespace {

using sums::block_threads;
using Mistake = SumMistake;

// [region tree]
template <Mistake mistake>
__global__ void spoilt_tree(const float* x, Index count, float* total) {
  auto& s = shared_array<float[block_threads]>();
  const Index t = threadIdx.x;
  s[t] = t < count ? x[t] : 0.0F;
  if constexpr (mistake != Mistake::no_first_barrier) __syncthreads();
  for (Index d = block_threads / 2; d > 0; d /= 2) {
    if (t < d) {
      s[t] += s[t + d];
      if constexpr (mistake == Mistake::barrier_in_branch) __syncthreads();
    }
    if constexpr (mistake != Mistake::no_second_barrier && mistake != Mistake::barrier_in_branch) __syncthreads();
  }
  if (t == 0) *total = s[0];
}
// [endregion tree]

template <Mistake>
__global__ void spoilt_by_race(const float* x, Index count, float* total) {
  auto& sum = shared_array<float[1]>();
  if (threadIdx.x == 0) sum[0] = 0;
  __syncthreads();
  if (threadIdx.x < count) sum[0] += x[threadIdx.x];
  __syncthreads();
  if (threadIdx.x == 0) *total = sum[0];
}

// [region shuffles]
template <Mistake mistake>
__global__ void spoilt_shuffles(const float* x, Index count, float* total) {
  auto& of_warps = shared_array<OfWarps<float>>();
  const Index t = threadIdx.x, warp = t / warp_lanes, lane = t % warp_lanes, warps = blockDim.x / warp_lanes;
  if (mistake == Mistake::lanes_ended && t >= count) return;
  float sum = t < count ? x[t] : 0.0F;
  for (unsigned d = warp_lanes / 2; d > 0; d /= 2) {
    if (mistake == Mistake::half_shuffles && lane >= 16) break;
    sum += __shfl_down_sync(whole_warp, sum, d);
  }
  if (lane == 0) of_warps.value[warp] = sum;
  __syncthreads();
  if (warp > 0) return;
  sum = mistake == Mistake::unwritten || lane < warps ? of_warps.value[lane] : 0.0F;
  sum = combine_lanes(sum, Sum());
  if (lane == 0) *total = sum;
}
// [endregion shuffles]

template <auto kernel>
Tensor start(const Tensor& x) {
  Tensor total({1}, x.options());
  launch<kernel>({.grid = 1, .block = block_threads}, x.data<float>(), x.count(), total.data<float>());
  return total;
}

constexpr std::array starts{
    &start<spoilt_tree<Mistake::none>>,
    &start<spoilt_tree<Mistake::no_first_barrier>>,
    &start<spoilt_tree<Mistake::no_second_barrier>>,
    &start<spoilt_by_race<Mistake::race>>,
    &start<spoilt_shuffles<Mistake::unwritten>>,
    &start<spoilt_tree<Mistake::barrier_in_branch>>,
    &start<spoilt_shuffles<Mistake::lanes_ended>>,
    &start<spoilt_shuffles<Mistake::half_shuffles>>,
};

}  // namespace

Tensor spoilt_sum(const Tensor& x, SumMistake mistake) { return starts[static_cast<std::size_t>(mistake)](x); }

}  // namespace strata
