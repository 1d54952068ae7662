#pragma once

// How a kernel is started, on a GPU and in the emulator. Only files that hold kernels (.cu) include this.

#include <cuda_runtime.h>

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/kernel_log.hpp"
#include "15_cuda_kernels/kernel_name.hpp"
#include "15_cuda_kernels/stream.hpp"
#ifndef __CUDACC__
#include "15_cuda_kernels/emulator/kernel_launch.hpp"
#endif

namespace strata {

/// How many threads run a kernel, and where.
struct Launch {
  dim3 grid;                               ///< blocks
  dim3 block;                              ///< threads of each block
  std::size_t shared_bytes = 0;            ///< dynamic shared memory of each block
  cudaStream_t stream = current_stream();  ///< the queue that it joins
};

/// The parameters of a kernel, taken from the kernel alone, so that arguments convert as in an ordinary call.
template <auto kernel>
struct KernelCall;

/// @copydoc KernelCall
template <class... Parameters, void (*kernel)(Parameters...)>
struct KernelCall<kernel> {
  /// Starts the kernel.
  template <class... Arguments>
  static void start(const Launch& where, Arguments&&... arguments) {
    static_assert(sizeof...(Parameters) == sizeof...(Arguments), "as many arguments as the kernel has parameters");
    static_assert((std::is_convertible_v<Arguments&&, Parameters> && ...), "arguments of the kernel's types");
#ifdef __CUDACC__
    kernel<<<where.grid, where.block, where.shared_bytes, where.stream>>>(
        static_cast<Parameters>(std::forward<Arguments>(arguments))...);
#else
    emulator::enqueue(
        {.kernel = std::string(kernel_name<kernel>()),
         .grid = where.grid,
         .block = where.block,
         .shared_bytes = where.shared_bytes,
         // A parameter is a copy in every thread, so one that changes its own does not change the others'.
         .thread = [copies = std::tuple<Parameters...>(static_cast<Parameters>(
                        std::forward<Arguments>(arguments))...)] { std::apply(kernel, copies); }},
        where.stream);
#endif
  }
};

// [region launch]
/// Puts a kernel into a stream and returns at once: launch<fill_kernel<float>>({.grid = 4, .block = 256}, value, x, n).
/// @throws Error with grid, block and shared memory if CUDA refuses them
template <auto kernel, class... Arguments>
void launch(const Launch& where, Arguments&&... arguments) {
  log_kernel(kernel_name<kernel>());
  KernelCall<kernel>::start(where, std::forward<Arguments>(arguments)...);
  const cudaError_t code = cudaGetLastError();
  if (code != cudaSuccess) throw launch_error(kernel_name<kernel>(), code, where.grid, where.block, where.shared_bytes);
}
// [endregion launch]

}  // namespace strata
