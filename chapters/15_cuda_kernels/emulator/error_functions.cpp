// CUDA's errors: names, words, and the last one.

#include <array>
#include <utility>

#include "15_cuda_kernels/emulator/fault.hpp"
#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"
#include "15_cuda_kernels/emulator/stream_queues.hpp"

namespace {

struct Named {
  cudaError_t code;
  const char* name;
  const char* words;
};

constexpr std::array errors{
    Named{cudaSuccess, "cudaSuccess", "no error"},
    Named{cudaErrorInvalidValue, "cudaErrorInvalidValue", "invalid argument"},
    Named{cudaErrorMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    Named{cudaErrorInitializationError, "cudaErrorInitializationError", "initialization error"},
    Named{cudaErrorInvalidConfiguration, "cudaErrorInvalidConfiguration", "invalid configuration argument"},
    Named{cudaErrorInsufficientDriver, "cudaErrorInsufficientDriver",
          "CUDA driver version is insufficient for CUDA runtime version"},
    Named{cudaErrorNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
    Named{cudaErrorInvalidDevice, "cudaErrorInvalidDevice", "invalid device ordinal"},
    Named{cudaErrorNoKernelImageForDevice, "cudaErrorNoKernelImageForDevice",
          "no kernel image is available for execution on the device"},
    Named{cudaErrorInvalidResourceHandle, "cudaErrorInvalidResourceHandle", "invalid resource handle"},
    Named{cudaErrorNotReady, "cudaErrorNotReady", "device not ready"},
    Named{cudaErrorIllegalAddress, "cudaErrorIllegalAddress", "an illegal memory access was encountered"},
    Named{cudaErrorLaunchOutOfResources, "cudaErrorLaunchOutOfResources", "too many resources requested for launch"},
    Named{cudaErrorLaunchFailure, "cudaErrorLaunchFailure", "unspecified launch failure"},
    Named{cudaErrorStreamCaptureUnsupported, "cudaErrorStreamCaptureUnsupported",
          "operation not permitted when stream is capturing"},
    Named{cudaErrorStreamCaptureInvalidated, "cudaErrorStreamCaptureInvalidated",
          "operation failed due to a previous error during capture"},
    Named{cudaErrorStreamCaptureUnmatched, "cudaErrorStreamCaptureUnmatched",
          "the capture was not initiated in this stream"},
    Named{cudaErrorStreamCaptureUnjoined, "cudaErrorStreamCaptureUnjoined", "capturing stream has unjoined work"},
    Named{cudaErrorStreamCaptureIsolation, "cudaErrorStreamCaptureIsolation",
          "dependency created on uncaptured work in another stream"},
};

// The same as CUDA says of a number that it does not know.
constexpr Named unknown{cudaErrorInvalidValue, "unrecognized error code", "unrecognized error code"};

const Named& named(cudaError_t code) {
  for (const Named& error : errors) {
    if (error.code == code) return error;
  }
  return unknown;
}

cudaError_t& last() {
  thread_local cudaError_t code = cudaSuccess;
  return code;
}

}  // namespace

const char* cudaGetErrorName(cudaError_t code) { return named(code).name; }
const char* cudaGetErrorString(cudaError_t code) { return named(code).words; }
cudaError_t cudaGetLastError() { return std::exchange(last(), cudaSuccess); }
cudaError_t cudaPeekAtLastError() { return last(); }

namespace strata::emulator {
namespace {

std::string& fault_words() {
  thread_local std::string words;
  return words;
}

}  // namespace

cudaError_t remember_error(cudaError_t code) {
  if (code != cudaSuccess) last() = code;
  return code;
}

std::string last_fault() { return fault_words(); }
void remember_fault(const std::string& words) { fault_words() = words; }
void forget_fault() { fault_words().clear(); }

}  // namespace strata::emulator
