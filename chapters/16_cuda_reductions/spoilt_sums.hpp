#pragma once

#include <array>
#include <string_view>

#include "01_tensors/tensor.hpp"

namespace strata {

/// What can be wrong with the sum of a block.
enum class SumMistake {
  none,
  no_first_barrier,   ///< none between the writes to shared memory and the tree
  no_second_barrier,  ///< none between two steps of the tree
  race,               ///< every thread adds to one place in shared memory
  unwritten,          ///< places of shared memory are read that no warp has written
  barrier_in_branch,  ///< a barrier that only those threads reach that still add
  lanes_ended,        ///< threads without a number return before the shuffles
  half_shuffles       ///< the mask names 32 lanes, and 16 of them shuffle
};

/// All of them in words, in this order.
constexpr std::array<std::string_view, 8> sum_mistakes{"none",
                                                       "no barrier before the tree",
                                                       "no barrier between its steps",
                                                       "all threads add to one place",
                                                       "shared memory that nobody wrote",
                                                       "a barrier in a branch",
                                                       "threads that return early",
                                                       "half of a warp shuffles"};

/// The sum of a tensor of at most 256 float32 on the GPU by one block, with one mistake. There is no such function in a
/// program for a GPU, where it would be undefined what happens.
Tensor spoilt_sum(const Tensor& x, SumMistake mistake);

}  // namespace strata
