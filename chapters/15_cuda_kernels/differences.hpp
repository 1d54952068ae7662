#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// Whether the threads of a block wait for each other between writing to shared memory and reading from it.
enum class Barrier { present, missing };

/// y_i = x_i - x_{i-1}, and y_0 = x_0, for float32 on the GPU (15.7). Each block reads its numbers once and finds the
/// neighbours in shared memory. Without the barrier it is a program with a mistake.
Tensor differences(const Tensor& x, Barrier barrier);

}  // namespace strata
