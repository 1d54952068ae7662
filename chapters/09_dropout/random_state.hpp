#pragma once

#include "01_tensors/kernels.hpp"
#include "01_tensors/random.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

// [region kernels]
/// What a device must know of a random state: int64 [2], a seed and how many blocks of four integers were used.
struct RandomStateKernels {
  /// taken ← state, then position ← position + ⌈numbers / 4⌉ (9.18). The state is read and changed where it lies.
  void (*take)(Index numbers, Tensor& state, Tensor& taken);

  /// Which functions run where, by the state's dtype, int64.
  static KernelTable<RandomStateKernels> table;
};
// [endregion kernels]

/// A random state at its beginning, with a seed drawn from `rng`.
Tensor new_random_state(Rng& rng, Device device);

/// Uses up so many random integers and returns the state that they begin at, in memory of its own.
Tensor take_numbers(Index numbers, Tensor& state);

}  // namespace strata
