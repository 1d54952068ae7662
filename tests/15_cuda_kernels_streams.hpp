#pragma once

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "15_cuda_kernels/device_memory.hpp"
#include "common/index.hpp"

namespace strata {

/// Puts a kernel into a stream: x_i <- factor · x_i + summand. The result tells the order of several.
void start_scale(float* x, Index count, float factor, float summand, cudaStream_t stream);

/// Page-locked numbers of the host.
class PinnedNumbers {
 public:
  /// So many, all of one value.
  PinnedNumbers(std::size_t count, float value) : memory_(count * sizeof(float)) { std::fill_n(data(), count, value); }

  /// @{
  /// The numbers.
  float* data() { return reinterpret_cast<float*>(memory_.data()); }
  float& operator[](std::size_t i) { return data()[i]; }
  std::size_t bytes() const { return memory_.bytes(); }
  std::vector<float> all() { return {data(), data() + bytes() / sizeof(float)}; }
  /// @}

 private:
  PinnedMemory memory_;
};

/// Ends the recording of a stream, if it is recording, whatever happens in the scope.
class RecordingScope {
 public:
  /// From here on, the stream records.
  explicit RecordingScope(cudaStream_t stream) : stream_(stream) {
    cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal);
  }
  RecordingScope(const RecordingScope&) = delete;
  RecordingScope& operator=(const RecordingScope&) = delete;
  ~RecordingScope() {
    cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
    cudaGraph_t graph = nullptr;
    if (cudaStreamIsCapturing(stream_, &status) != cudaSuccess || status == cudaStreamCaptureStatusNone) return;
    if (cudaStreamEndCapture(stream_, &graph) == cudaSuccess) cudaGraphDestroy(graph);
    cudaGetLastError();
  }

 private:
  cudaStream_t stream_;
};

}  // namespace strata
