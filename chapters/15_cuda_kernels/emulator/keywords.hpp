#pragma once

// CUDA's words that a C++ compiler does not know. Macros, because that is the only way to give a compiler new words.

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)
