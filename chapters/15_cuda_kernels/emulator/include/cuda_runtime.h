#pragma once

// Stands in for CUDA's header of the same name on a machine without CUDA: what the code of a kernel may write.

#include <math.h>  // not <cmath>: a kernel says exp(x), and for a float that must not become double

#include "15_cuda_kernels/emulator/atomics.hpp"
#include "15_cuda_kernels/emulator/block_barrier.hpp"
#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"
#include "15_cuda_kernels/emulator/keywords.hpp"
#include "15_cuda_kernels/emulator/thread_position.hpp"
#include "15_cuda_kernels/emulator/vectors.hpp"
#include "15_cuda_kernels/emulator/warp_exchange.hpp"
