#pragma once

#include <string>

namespace strata {

/// Where kernels run: a program is built for one of the two.
enum class Backend {
  emulator,  ///< on this processor, one thread after the other; says nothing of a GPU's speed
  gpu        ///< on a GPU, compiled by nvcc
};

/// What this program was built for.
Backend cuda_backend();

/// The device as tables and messages name it: "emulated CUDA", or the GPU's own name.
std::string cuda_device_name();

/// What the emulator knows of the last error beyond CUDA's words, once; empty on a GPU.
std::string take_fault();

}  // namespace strata
