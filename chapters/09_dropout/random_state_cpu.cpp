#include <cstdint>

#include "09_dropout/bernoulli.hpp"
#include "09_dropout/random_state.hpp"

namespace strata {
namespace {

// [region take]
// (9.18)  taken ← state, position ← position + ⌈numbers / 4⌉
void take(Index numbers, Tensor& state, Tensor& taken) {
  taken.copy_from(state);
  state.values<std::int64_t>()[1] += MaskNumbers::blocks(numbers);
}
// [endregion take]

constexpr RandomStateKernels cpu_kernels{&take};

}  // namespace

constinit KernelTable<RandomStateKernels> RandomStateKernels::table{
    "Dropout's random state",
    "link strata::cuda_normalization, chapter 18",
    {{Device::cpu, Dtype::i64, plain_kernels, &cpu_kernels}}};

}  // namespace strata
