// cuBLAS on this processor: handles and statuses.

#include "17_cuda_linear/emulated_cublas/cublas_context.hpp"

#include <array>
#include <cstdint>
#include <memory>

namespace {

struct Named {
  cublasStatus_t status;
  const char* name;
  const char* words;
};

constexpr std::array statuses{
    Named{CUBLAS_STATUS_SUCCESS, "CUBLAS_STATUS_SUCCESS", "success"},
    Named{CUBLAS_STATUS_NOT_INITIALIZED, "CUBLAS_STATUS_NOT_INITIALIZED", "the library was not initialized"},
    Named{CUBLAS_STATUS_ALLOC_FAILED, "CUBLAS_STATUS_ALLOC_FAILED", "the resource allocation failed"},
    Named{CUBLAS_STATUS_INVALID_VALUE, "CUBLAS_STATUS_INVALID_VALUE",
          "an unsupported value or parameter was passed to the function"},
    Named{CUBLAS_STATUS_ARCH_MISMATCH, "CUBLAS_STATUS_ARCH_MISMATCH",
          "the function requires an architectural feature absent from the device"},
    Named{CUBLAS_STATUS_MAPPING_ERROR, "CUBLAS_STATUS_MAPPING_ERROR", "an access to GPU memory space failed"},
    Named{CUBLAS_STATUS_EXECUTION_FAILED, "CUBLAS_STATUS_EXECUTION_FAILED", "the function failed to launch on the GPU"},
    Named{CUBLAS_STATUS_INTERNAL_ERROR, "CUBLAS_STATUS_INTERNAL_ERROR", "an internal operation failed"},
    Named{CUBLAS_STATUS_NOT_SUPPORTED, "CUBLAS_STATUS_NOT_SUPPORTED", "the requested functionality is not supported"},
    Named{CUBLAS_STATUS_LICENSE_ERROR, "CUBLAS_STATUS_LICENSE_ERROR", "the license check failed"},
};

constexpr Named unknown{CUBLAS_STATUS_INTERNAL_ERROR, "unrecognized status", "unrecognized status"};

const Named& named(cublasStatus_t status) {
  for (const Named& one : statuses) {
    if (one.status == status) return one;
  }
  return unknown;
}

constexpr std::size_t own_bytes = 256;  // so that a handle takes memory, as cuBLAS's does
constexpr std::uintptr_t workspace_alignment = 256;

}  // namespace

const char* cublasGetStatusName(cublasStatus_t status) { return named(status).name; }
const char* cublasGetStatusString(cublasStatus_t status) { return named(status).words; }

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
  if (handle == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  *handle = nullptr;
  auto made = std::make_unique<cublasContext>();
  const cudaError_t code = cudaMalloc(&made->own_memory, own_bytes);
  cudaGetLastError();  // what cuBLAS returns is its status alone
  if (code == cudaErrorNoDevice) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (code != cudaSuccess) return CUBLAS_STATUS_ALLOC_FAILED;
  *handle = made.release();
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy(cublasHandle_t handle) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  const std::unique_ptr<cublasContext> owner(handle);
  cudaFree(owner->own_memory);  // waits for all streams
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  handle->stream = stream;
  handle->workspace = nullptr;
  handle->workspace_bytes = 0;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  handle->math_mode = mode;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, void* workspace, std::size_t bytes) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (reinterpret_cast<std::uintptr_t>(workspace) % workspace_alignment != 0) return CUBLAS_STATUS_INVALID_VALUE;
  handle->workspace = workspace;
  handle->workspace_bytes = bytes;
  return CUBLAS_STATUS_SUCCESS;
}
