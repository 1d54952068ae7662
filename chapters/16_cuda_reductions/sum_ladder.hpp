#pragma once

// All rungs of the ladder, for a type of numbers. For files that hold kernels (.cu).

#include "16_cuda_reductions/sum_1_one_thread.hpp"
#include "16_cuda_reductions/sum_2_atomics.hpp"
#include "16_cuda_reductions/sum_3_interleaved_tree.hpp"
#include "16_cuda_reductions/sum_4_sequential_tree.hpp"
#include "16_cuda_reductions/sum_5_warp_shuffle.hpp"
#include "16_cuda_reductions/sum_6_vectorised.hpp"

namespace strata::sums {

/// One of them, by its number from 1.
template <class T>
Tensor run_rung(int rung, const Tensor& x) {
  switch (rung) {
    case 1:
      return one_thread<T>(x);
    case 2:
      return atomics<T>(x);
    case 3:
      return interleaved_tree<T>(x);
    case 4:
      return sequential_tree<T>(x);
    case 5:
      return warp_shuffle<T>(x);
    default:
      return vectorised<T>(x);
  }
}

}  // namespace strata::sums
