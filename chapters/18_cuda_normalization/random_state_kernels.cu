// The random state of Dropout on the GPU.

#include <cuda_runtime.h>

#include "09_dropout/bernoulli.hpp"
#include "09_dropout/random_state.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "15_cuda_kernels/launch.hpp"
#include "18_cuda_normalization/cuda_normalization_sets.hpp"

namespace strata {
namespace {

// [region take]
// (9.18)  taken ← state, position ← position + ⌈numbers / 4⌉, by one thread: what is recorded once moves on with every
// replay
__global__ void take_state(Index blocks, std::int64_t* state, std::int64_t* taken) {
  taken[0] = state[0];
  taken[1] = state[1];
  state[1] += blocks;
}

void take(Index numbers, Tensor& state, Tensor& taken) {
  launch<take_state>({.grid = 1, .block = 1}, MaskNumbers::blocks(numbers), state.data<std::int64_t>(),
                     taken.data<std::int64_t>());
}
// [endregion take]

constexpr RandomStateKernels cuda{&take};

}  // namespace

void install_random_state_kernels() { RandomStateKernels::table.install({Device::cuda, Dtype::i64, cuda_set, &cuda}); }

}  // namespace strata
