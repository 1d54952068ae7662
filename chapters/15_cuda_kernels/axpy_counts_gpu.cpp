// A program for a GPU has no counters of its own.

#include "15_cuda_kernels/axpy_rungs.hpp"

namespace strata {

std::optional<AxpyCounts> count_axpy(int, Index) { return std::nullopt; }

std::optional<double> sectors_of_stride(Index, Dtype) { return std::nullopt; }

}  // namespace strata
