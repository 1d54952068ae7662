#pragma once

#include <array>
#include <string_view>

#include "01_tensors/tensor.hpp"

namespace strata {

/// The kernels of naive_product.hpp to vectorised_product.hpp, in their order.
constexpr std::array<std::string_view, 5> product_rungs{"naive", "coalesced", "tiled", "registers", "vectorised"};

/// C = A B (17.1) on the GPU by one rung, counted from 1, for [M,K] times [K,N]. All are float32 or all float64.
/// @throws Error if the shapes do not fit
void run_product(int rung, const Tensor& a, const Tensor& b, Tensor& c);

}  // namespace strata
