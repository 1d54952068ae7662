#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "01_tensors/tensor.hpp"

namespace strata {

/// The kernels of axpy_ladder.hpp, in their order.
constexpr std::array<std::string_view, 5> axpy_rungs{"one thread", "stretches", "a thread each", "strides", "packs"};

/// y <- y + s x (15.1) on the GPU by one rung, counted from 1. Both are float32 or both float64.
void run_axpy(int rung, const Tensor& x, double s, Tensor& y);

/// What a rung asks of device memory.
struct AxpyCounts {
  double load_requests = 0;     ///< instructions of warps that load, for each 32 numbers of x
  double sectors_a_number = 0;  ///< sectors of 32 bytes that are loaded, for each number of x
};

/// Counts for so many float32 numbers; nothing in a program for a GPU, whose counters a profiler reads.
std::optional<AxpyCounts> count_axpy(int rung, Index count);

/// How many sectors a warp's load touches whose lanes read every `stride`-th number of this dtype; nothing on a GPU.
std::optional<double> sectors_of_stride(Index stride, Dtype dtype);

}  // namespace strata
