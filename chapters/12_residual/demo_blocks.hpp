#pragma once

#include <cstdint>

#include "common/index.hpp"

/// Checks the gradients of every kind of block, with few channels, and prints what comes out.
void check_block_gradients(std::uint64_t seed);

/// Prints how long a pass through each of the homework's blocks takes, there and back: the median of so many rounds, in
/// each of which all blocks have their turn.
void print_block_times(strata::Index rounds, std::uint64_t seed);
