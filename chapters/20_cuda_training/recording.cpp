#include "20_cuda_training/recording.hpp"

#include <cuda_runtime.h>

#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "common/error.hpp"

namespace strata {

void expect_no_recording(const std::string& where, const std::string& found) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  expect_success(cudaStreamIsCapturing(current_stream(), &status), "cudaStreamIsCapturing");
  if (status == cudaStreamCaptureStatusNone) return;
  throw Error({where, found + ", while a graph is being recorded", "what the step before had",
               "take one step before the recording begins, and record again after a change"});
}

void send(const void* from, Tensor& to) {
  expect_success(cudaMemcpyAsync(to.data<std::uint8_t>(), from, static_cast<std::size_t>(to.count()),
                                 cudaMemcpyHostToDevice, current_stream()),
                 "cudaMemcpyAsync");
}

}  // namespace strata
