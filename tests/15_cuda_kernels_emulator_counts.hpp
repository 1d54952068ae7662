#pragma once

#include "01_tensors/tensor.hpp"
#include "common/index.hpp"

namespace strata {

/// How many of 10,000 threads add 1 to one number, by atomicAdd(): as int32, float32, float64 and unsigned 64-bit, and
/// the largest and smallest of their numbers by atomicMax() and atomicMin(), one int64 each.
Tensor counted_by_atomics();

/// Starts a kernel of `blocks` blocks of `threads` threads, each of which waits at `barriers` barriers and meets its
/// warp once.
void start_counted_kernel(Index blocks, Index threads, int barriers);

/// The sum over 100 rounds of what a block's 1024 threads hand to each other through shared memory.
Tensor hundred_rounds();

/// Fills an array of 40 KiB on each thread's stack, with barriers, and returns their sums.
Tensor with_large_stacks(Index threads);

/// @{
/// Starts a kernel that needs more stack than there is: a function that calls itself without end, or two functions of
/// 40 KiB in one thread of five.
void start_endless_recursion();
void start_two_large_frames();
/// @}

}  // namespace strata
