#pragma once

// All rungs of the ladder of products by number. For files that hold kernels (.cu).

#include "17_cuda_linear/coalesced_product.hpp"
#include "17_cuda_linear/naive_product.hpp"
#include "17_cuda_linear/register_product.hpp"
#include "17_cuda_linear/tiled_product.hpp"
#include "17_cuda_linear/vectorised_product.hpp"

namespace strata::product {

/// Starts one of them, by its number from 1.
template <class T>
void run_rung(int rung, const T* a, const T* b, T* c, ProductSize size) {
  switch (rung) {
    case 1:
      return run_naive(a, b, c, size);
    case 2:
      return run_coalesced(a, b, c, size);
    case 3:
      return run_tiled(a, b, c, size);
    case 4:
      return run_registers(a, b, c, size);
    default:
      return run_vectorised(a, b, c, size);
  }
}

}  // namespace strata::product
