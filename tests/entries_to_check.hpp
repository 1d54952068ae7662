#pragma once

#include "common/index.hpp"

namespace strata {

/// So many entries for a gradient check of a large network; a quarter under a sanitizer, which takes minutes for them
/// and sees all that kernels read and write with the first.
constexpr Index entries_to_check(Index entries) {
#ifdef STRATA_SANITIZED
  return (entries + 3) / 4;
#else
  return entries;
#endif
}

}  // namespace strata
