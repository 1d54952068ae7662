#pragma once

#include "common/index.hpp"

namespace strata {

/// How optimize() makes steps of layers.
struct FusionOptions {
  /// Images of a batch that take more bytes than this are made again by whoever reads them, where that is cheap,
  /// instead of being stored.
  Index most_stored_bytes = Index{16} << 20;
};

}  // namespace strata
