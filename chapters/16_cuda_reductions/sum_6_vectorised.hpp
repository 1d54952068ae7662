#pragma once

// Rung 6 of the sum: few threads that add many numbers each, sixteen bytes at a time, before anybody waits. For files
// that hold kernels (.cu).

#include "16_cuda_reductions/combinations.hpp"
#include "16_cuda_reductions/pack_reduction.hpp"

namespace strata::sums {

/// Starts combine_packs (16.10) until one number is left.
template <class T>
Tensor vectorised(const Tensor& x) {
  return combine_all<T>(x, Sum());
}

}  // namespace strata::sums
