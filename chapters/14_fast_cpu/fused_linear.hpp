#pragma once

#include <span>

#include "14_fast_cpu/fusion.hpp"

namespace strata::fast_cpu {

/// Linear and ReLU, with Dropout behind them or not, as one step: each block of the product gets its bias, is cut off
/// at 0 and masked while it is still in the cache, and backward makes dz and db in one pass over dy.
Fusion fuse_linear(std::span<Module* const> layers);

}  // namespace strata::fast_cpu
