#include "09_dropout/random_state.hpp"

#include <cstdint>

namespace strata {
namespace {

// [region take]
// (9.18)  taken ← state, position ← position + ⌈numbers / 4⌉
void take(Index numbers, Tensor& state, Tensor& taken) {
  taken.copy_from(state);
  state.values<std::int64_t>()[1] += (numbers + 3) / 4;
}
// [endregion take]

constexpr RandomStateKernels cpu_kernels{&take};

}  // namespace

constinit KernelTable<RandomStateKernels> RandomStateKernels::table{
    "Dropout's random state",
    "link strata::cuda_training, chapter 20",
    {{Device::cpu, Dtype::i64, plain_kernels, &cpu_kernels}}};

}  // namespace strata
