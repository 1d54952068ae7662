#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// Sizes of a launch as plain numbers.
struct Sizes {
  unsigned grid_x = 1, grid_y = 1, grid_z = 1;     ///< blocks
  unsigned block_x = 1, block_y = 1, block_z = 1;  ///< threads of each
  std::size_t shared_bytes = 0;                    ///< dynamic shared memory
};

/// Starts a kernel in which every thread adds 1 to its number; returns the numbers, [blocks · threads] of int32.
Tensor touched_by_every_thread(const Sizes& sizes);

/// The names of some kernels as messages have them, beside how their source writes them.
struct KernelNames {
  std::string name;     ///< what kernel_name() says
  std::string written;  ///< the source
};
std::vector<KernelNames> kernel_names();

/// x backwards, by one block that uses so much dynamic shared memory.
Tensor reversed_in_dynamic_memory(const Tensor& x, std::size_t shared_bytes);

/// Launches that C++ converts as in an ordinary call: a float from a double and from an int, a const T* from a T*.
Tensor converted_arguments();

}  // namespace strata
