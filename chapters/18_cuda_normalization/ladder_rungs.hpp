#pragma once

#include <array>
#include <string_view>

#include "01_tensors/tensor.hpp"
#include "09_dropout/bernoulli.hpp"

namespace strata {

/// The kernels of moments_ladder.hpp, in their order.
constexpr std::array<std::string_view, 5> moments_rungs{"squares less square", "two readings", "Welford", "tiles",
                                                        "tiles, eights"};

/// Mean and variance of the channels of x on the GPU by one rung, counted from 1. x is float32 [R,C]; mean and variance
/// are [C], float32 or float64, the type in which rungs 1 to 3 add up.
void run_moments(int rung, const Tensor& x, Tensor& mean, Tensor& variance);

/// The kernels of mask_kernels.hpp, in their order.
constexpr std::array<std::string_view, 3> mask_rungs{"a thread each", "fours", "packs"};

/// y = m x (9.1) on the GPU by one rung, counted from 1. x and y are float32 or float64.
void run_mask(int rung, const Bernoulli& m, const Tensor& taken, const Tensor& x, Tensor& y);

}  // namespace strata
