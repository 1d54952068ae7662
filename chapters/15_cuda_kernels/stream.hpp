#pragma once

#include <cuda_runtime.h>

namespace strata {

/// A queue of work for the GPU: what is in it runs in order, what is in two of them in any order.
class CudaStream {
 public:
  /// A new queue, which does not wait for the null stream. @throws Error if there is no GPU
  CudaStream();
  CudaStream(const CudaStream&) = delete;
  CudaStream& operator=(const CudaStream&) = delete;
  /// Waits for what is in it.
  ~CudaStream();

  /// CUDA's name for it.
  cudaStream_t handle() const { return handle_; }

  /// Returns when everything that is in the queue now is done. @throws Error with the words of a kernel that failed
  void synchronize() const;

 private:
  cudaStream_t handle_ = nullptr;
};

/// A place in a stream, for another stream to wait for.
class CudaEvent {
 public:
  /// Not recorded yet: nobody waits for it. @param timed whether milliseconds_since() will be asked
  explicit CudaEvent(bool timed = false);
  CudaEvent(const CudaEvent&) = delete;
  CudaEvent& operator=(const CudaEvent&) = delete;
  ~CudaEvent();

  /// CUDA's name for it.
  cudaEvent_t handle() const { return handle_; }

  /// The place is behind what is in the stream now.
  void record(cudaStream_t stream);

  /// What is put into this stream from now on waits until the event's stream has come to the place.
  void hold_back(cudaStream_t stream) const;

  /// Returns when the event's stream has come to the place.
  void synchronize() const;

  /// Time between two places, both of which were reached. The emulator's says nothing of a GPU.
  double milliseconds_since(const CudaEvent& earlier) const;

 private:
  cudaEvent_t handle_ = nullptr;
};

/// The stream that kernels and copies of this thread join: one for the whole program, unless a CudaStreamScope says
/// another.
cudaStream_t current_stream();

/// Returns when everything in the current stream is done. @throws Error with the words of a kernel that failed
void synchronize();

/// Makes a stream the current one of this thread until the scope ends. Memory that is released in the scope may be
/// handed out again to another stream, so tensors made in it must live until the streams have met at an event.
class CudaStreamScope {
 public:
  /// From here on, kernels of this thread join the stream.
  explicit CudaStreamScope(cudaStream_t stream);
  CudaStreamScope(const CudaStreamScope&) = delete;
  CudaStreamScope& operator=(const CudaStreamScope&) = delete;
  ~CudaStreamScope();

 private:
  cudaStream_t before_;
};

}  // namespace strata
