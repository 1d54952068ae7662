#pragma once

#include <cstddef>

namespace strata {

/// Counts and positions of elements. Signed, as Eigen's own index type is, so that differences are what they look like.
using Index = std::ptrdiff_t;

}  // namespace strata
