#pragma once

#include "01_tensors/kernels.hpp"
#include "06_optimizers/sgd.hpp"

namespace strata {

/// What is wrong with a kernel that steps all parameters.
enum class StepFault {
  none,
  no_first_barrier,   ///< threads read the row before it is there
  no_second_barrier,  ///< the first thread changes the row while others still read it
  strict_search,      ///< a chunk at the beginning of a parameter is taken for the one before
  no_end,             ///< the last chunk of a parameter is taken for a whole one
  same_chunk_begin    ///< chunks of a parameter are counted from the first of all parameters
};

/// Gradient descent without momentum in float32, with this fault, by one block that steps all chunks.
KernelTable<SgdKernels>::Entry faulty_sgd(StepFault fault);

}  // namespace strata
