#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// Which of two barriers stand in a kernel that uses its shared memory several times.
enum class Barriers { both, second_only, first_only };

/// Each 256 numbers of x backwards, three times over, through one tile of shared memory: a thread writes its number to
/// the tile, waits (the first barrier), reads its partner's, and waits until the tile may be written again (the
/// second). x is float32 or float64 on the GPU and has a multiple of 256 elements.
Tensor reversed_tiles(const Tensor& x, Barriers barriers);

/// What is in a block's shared memory before anybody writes to it, static and dynamic, [2, blocks · 64]. Every block
/// leaves numbers in it at its end.
Tensor unwritten_shared_memory(Index blocks, Dtype dtype);

/// Two static arrays of one type and one of another, and dynamic memory, all used at once: what is left in them.
Tensor four_arrays();

}  // namespace strata
