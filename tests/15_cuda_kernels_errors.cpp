// CUDA's own names and words, as cudaGetErrorName() and cudaGetErrorString() of CUDA 13.0 give them.

#include <cuda_runtime.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "15_cuda_kernels/backend.hpp"
#include "15_cuda_kernels/cuda_error.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

struct Words {
  cudaError_t code;
  int number;
  std::string name, words;
};

std::vector<Words> words_of_cuda() {
  return {
      {cudaSuccess, 0, "cudaSuccess", "no error"},
      {cudaErrorInvalidValue, 1, "cudaErrorInvalidValue", "invalid argument"},
      {cudaErrorMemoryAllocation, 2, "cudaErrorMemoryAllocation", "out of memory"},
      {cudaErrorInitializationError, 3, "cudaErrorInitializationError", "initialization error"},
      {cudaErrorInvalidConfiguration, 9, "cudaErrorInvalidConfiguration", "invalid configuration argument"},
      {cudaErrorInvalidMemcpyDirection, 21, "cudaErrorInvalidMemcpyDirection", "invalid copy direction for memcpy"},
      {cudaErrorInsufficientDriver, 35, "cudaErrorInsufficientDriver",
       "CUDA driver version is insufficient for CUDA runtime version"},
      {cudaErrorNoDevice, 100, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
      {cudaErrorInvalidDevice, 101, "cudaErrorInvalidDevice", "invalid device ordinal"},
      {cudaErrorNoKernelImageForDevice, 209, "cudaErrorNoKernelImageForDevice",
       "no kernel image is available for execution on the device"},
      {cudaErrorInvalidResourceHandle, 400, "cudaErrorInvalidResourceHandle", "invalid resource handle"},
      {cudaErrorIllegalState, 401, "cudaErrorIllegalState", "the operation cannot be performed in the present state"},
      {cudaErrorNotReady, 600, "cudaErrorNotReady", "device not ready"},
      {cudaErrorIllegalAddress, 700, "cudaErrorIllegalAddress", "an illegal memory access was encountered"},
      {cudaErrorLaunchOutOfResources, 701, "cudaErrorLaunchOutOfResources", "too many resources requested for launch"},
      {cudaErrorLaunchFailure, 719, "cudaErrorLaunchFailure", "unspecified launch failure"},
      {cudaErrorStreamCaptureUnsupported, 900, "cudaErrorStreamCaptureUnsupported",
       "operation not permitted when stream is capturing"},
      {cudaErrorStreamCaptureInvalidated, 901, "cudaErrorStreamCaptureInvalidated",
       "operation failed due to a previous error during capture"},
      {cudaErrorStreamCaptureMerge, 902, "cudaErrorStreamCaptureMerge",
       "operation would result in a merge of separate capture sequences"},
      {cudaErrorStreamCaptureUnmatched, 903, "cudaErrorStreamCaptureUnmatched",
       "capture was not ended in the same stream as it began"},
      {cudaErrorStreamCaptureUnjoined, 904, "cudaErrorStreamCaptureUnjoined", "capturing stream has unjoined work"},
      {cudaErrorStreamCaptureIsolation, 905, "cudaErrorStreamCaptureIsolation",
       "dependency created on uncaptured work in another stream"},
      {cudaErrorStreamCaptureImplicit, 906, "cudaErrorStreamCaptureImplicit",
       "operation would make the legacy stream depend on a capturing blocking stream"},
      {static_cast<cudaError_t>(998), 998, "unrecognized error code", "unrecognized error code"},
  };
}

}  // namespace

TEST_CASE("errors have CUDA's numbers, names and words", "[layering]") {
  for (const Words& expected : words_of_cuda()) {
    CHECK(static_cast<int>(expected.code) == expected.number);
    CHECK(cudaGetErrorName(expected.code) == expected.name);
    CHECK(cudaGetErrorString(expected.code) == expected.words);
    CHECK(cuda_words(expected.code) == expected.words + " (" + expected.name + ")");
  }
}

TEST_CASE("an error of CUDA's becomes one of Strata's, with the call and CUDA's words", "[layering]") {
  CHECK_NOTHROW(expect_success(cudaSuccess, "cudaMalloc"));
  CHECK(error_message([] { expect_success(cudaErrorIllegalAddress, "cudaStreamSynchronize"); }) ==
        "cudaStreamSynchronize: got an illegal memory access was encountered (cudaErrorIllegalAddress), expected "
        "success.");
  check_contains(error_message([] { expect_success(cudaErrorInsufficientDriver, "Device CUDA"); }),
                 {"CUDA driver version is insufficient", "the driver is older than the toolkit"});
  check_contains(error_message([] { expect_success(cudaErrorNoKernelImageForDevice, "kernel k"); }),
                 {"no kernel image is available", "STRATA_CUDA_ARCHITECTURES"});
}

TEST_CASE("a refused kernel names itself, whatever CUDA's reason", "[layering]") {
  const Error unknown = launch_error("sum<float>", cudaErrorNoKernelImageForDevice, 1, 32, 0);
  check_contains(unknown.what(), {"kernel sum<float>", "no kernel image is available", "STRATA_CUDA_ARCHITECTURES"});
  for (const cudaError_t code : {cudaErrorInvalidConfiguration, cudaErrorInvalidValue}) {
    const Error sizes = launch_error("sum<float>", code, dim3(7, 2), dim3(32, 40), 50000);
    check_contains(sizes.what(), {"kernel sum<float>", cudaGetErrorName(code),
                                  "(7,2,1) blocks of (32,40,1) = 1280 threads with 50000 bytes"});
  }
}

TEST_CASE("the device has a name, and an emulated one says so", "[layering]") {
  CHECK_FALSE(cuda_device_name().empty());
  const bool emulated = cuda_backend() == Backend::emulator;
  CHECK(emulated == (cuda_device_name() == "emulated CUDA"));
}
