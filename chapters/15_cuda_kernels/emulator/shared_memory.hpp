#pragma once

#include <cstddef>

namespace strata::emulator {

/// The running block's array that belongs to this key. All bytes are 0xFF, a NaN of every floating-point type, before
/// the block writes to it, so that what is read before it was written shows. @throws Fault if the block has no room
void* static_shared(const void* key, std::size_t bytes);

/// The running block's dynamic shared memory, as many bytes as its launch asked for.
void* dynamic_shared();

/// Which array of shared memory an address lies in and where, if in one: for the counts of bank conflicts.
bool is_shared(const void* address);

}  // namespace strata::emulator
