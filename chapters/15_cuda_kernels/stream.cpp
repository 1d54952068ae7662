#include "15_cuda_kernels/stream.hpp"

#include <memory>
#include <utility>

#include "15_cuda_kernels/cuda_error.hpp"

namespace strata {
namespace {

cudaStream_t& chosen_stream() {
  thread_local cudaStream_t stream = nullptr;
  return stream;
}

cudaStream_t main_stream() {
  // Never destroyed, on purpose: at the end of a program, the driver may be gone before this.
  static const CudaStream* const stream = std::make_unique<CudaStream>().release();
  return stream->handle();
}

}  // namespace

CudaStream::CudaStream() {
  expect_success(cudaStreamCreateWithFlags(&handle_, cudaStreamNonBlocking), "cudaStreamCreate");
}

CudaStream::~CudaStream() { cudaStreamDestroy(handle_); }

void CudaStream::synchronize() const { expect_success(cudaStreamSynchronize(handle_), "cudaStreamSynchronize"); }

CudaEvent::CudaEvent(bool timed) {
  expect_success(cudaEventCreateWithFlags(&handle_, timed ? cudaEventDefault : cudaEventDisableTiming),
                 "cudaEventCreate");
}

CudaEvent::~CudaEvent() { cudaEventDestroy(handle_); }

void CudaEvent::record(cudaStream_t stream) { expect_success(cudaEventRecord(handle_, stream), "cudaEventRecord"); }

void CudaEvent::hold_back(cudaStream_t stream) const {
  expect_success(cudaStreamWaitEvent(stream, handle_, 0), "cudaStreamWaitEvent");
}

void CudaEvent::synchronize() const { expect_success(cudaEventSynchronize(handle_), "cudaEventSynchronize"); }

double CudaEvent::milliseconds_since(const CudaEvent& earlier) const {
  float milliseconds = 0;
  expect_success(cudaEventElapsedTime(&milliseconds, earlier.handle_, handle_), "cudaEventElapsedTime");
  return milliseconds;
}

cudaStream_t current_stream() {
  const cudaStream_t chosen = chosen_stream();
  return chosen != nullptr ? chosen : main_stream();
}

void synchronize() { expect_success(cudaStreamSynchronize(current_stream()), "cudaStreamSynchronize"); }

CudaStreamScope::CudaStreamScope(cudaStream_t stream) : before_(std::exchange(chosen_stream(), stream)) {}

CudaStreamScope::~CudaStreamScope() { chosen_stream() = before_; }

}  // namespace strata
