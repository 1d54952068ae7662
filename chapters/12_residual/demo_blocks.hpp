#pragma once

#include <cstdint>

/// Checks the gradients of every kind of block, with few channels, and prints what comes out.
void check_block_gradients(std::uint64_t seed);

/// Prints how long a pass through each of the homework's blocks takes, there and back.
void print_block_times(std::uint64_t seed);
