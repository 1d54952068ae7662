#pragma once

#include "common/index.hpp"

namespace strata {

/// The sizes of C = A B, three matrices row after row: A is [rows, inner], B is [inner, columns], C is [rows, columns].
struct ProductSize {
  Index rows;     ///< of A and C
  Index columns;  ///< of B and C
  Index inner;    ///< columns of A, rows of B: how many products each sum has
};

}  // namespace strata
