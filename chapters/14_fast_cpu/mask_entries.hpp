#pragma once

#include <cstddef>
#include <cstdint>

#include "09_dropout/bernoulli.hpp"
#include "common/index.hpp"

namespace strata::fast_cpu {

/// How many blocks of random integers are made side by side.
inline constexpr Index mask_blocks = 16;

/// Entries 4b to 4b + 63 of a mask (9.16). The blocks do not depend on each other, and written as a loop over numbers
/// of one kind, ten rounds of each become instructions on vectors of blocks.
template <class T>
void mask_entries(const Bernoulli& mask, const MaskNumbers& numbers, Index block, T* entries) {
  std::uint32_t random[4][mask_blocks];
  for (Index i = 0; i < mask_blocks; ++i) {
    const Philox::Counter four = numbers.block(block + i);
    random[0][i] = four[0];
    random[1][i] = four[1];
    random[2][i] = four[2];
    random[3][i] = four[3];
  }
  for (Index i = 0; i < mask_blocks; ++i) {
    for (Index j = 0; j < 4; ++j) entries[4 * i + j] = mask.entry<T>(random[j][i]);
  }
}

}  // namespace strata::fast_cpu
