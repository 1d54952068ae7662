#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// CUDA's four shuffles: __shfl_sync(), __shfl_down_sync(), __shfl_up_sync() and __shfl_xor_sync().
enum class Shuffle { from, down, up, exclusive_or };

/// What every thread of one block gets from a shuffle of x, one element for each thread.
Tensor shuffled(Shuffle which, const Tensor& x, int number, int width);

/// The sum of each 32 elements of x in the order of a tree, by shuffles, one block for each four warps; x has a
/// multiple of 32 elements.
Tensor warp_sums(const Tensor& x);

/// What a warp's votes on x_i > 0 come to, [threads,3] of int32: the bits of __ballot_sync(), __any_sync() and
/// __all_sync().
Tensor votes(const Tensor& x);

/// The same where only even lanes vote, and only they get an answer; the others have -1.
Tensor votes_of_even_lanes(const Tensor& x);

/// Every lane's neighbour to the right in a ring of its warp, through shared memory and __syncwarp(), three times over.
Tensor passed_around(const Tensor& x);

}  // namespace strata
