#pragma once

#include <cuda_runtime.h>

#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "common/function_ref.hpp"

namespace strata {

/// What a function puts into the current stream, kept as a CUDA graph instead of run.
class Recording {
 public:
  explicit Recording(FunctionRef<void()> function) {
    cudaGraph_t graph = nullptr;
    expect_success(cudaStreamBeginCapture(current_stream(), cudaStreamCaptureModeThreadLocal),
                   "cudaStreamBeginCapture");
    try {
      function();
    } catch (...) {
      cudaStreamEndCapture(current_stream(), &graph);
      if (graph != nullptr) cudaGraphDestroy(graph);
      throw;
    }
    expect_success(cudaStreamEndCapture(current_stream(), &graph), "cudaStreamEndCapture");
    expect_success(cudaGraphInstantiate(&executable_, graph, 0), "cudaGraphInstantiate");
    expect_success(cudaGraphDestroy(graph), "cudaGraphDestroy");
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording() { cudaGraphExecDestroy(executable_); }

  /// Puts all of it into the current stream once more.
  void replay() { expect_success(cudaGraphLaunch(executable_, current_stream()), "cudaGraphLaunch"); }

 private:
  cudaGraphExec_t executable_ = nullptr;
};

}  // namespace strata
