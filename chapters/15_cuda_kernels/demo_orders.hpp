#pragma once

#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/differences.hpp"

namespace strata {

/// How often a kernel was wrong in one order of its threads.
struct OrderRow {
  std::string order;  ///< "forward"
  Index wrong = 0;    ///< numbers that are not what the processor computes
};

/// The differences of x (15.7) in every order that can be chosen; on a GPU in its own order alone.
std::vector<OrderRow> wrong_in_every_order(const Tensor& x, Barrier barrier);

/// What the emulator says of a kernel half of whose threads wait at a barrier; empty on a GPU, which may wait for ever.
std::string divergent_barrier_report();

}  // namespace strata
