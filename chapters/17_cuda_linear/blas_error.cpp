#include "17_cuda_linear/blas_error.hpp"

#include <fmt/format.h>

namespace strata {
namespace {

std::string hint_for(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "cuBLAS finds no GPU, or a driver that is older than the toolkit";
    case CUBLAS_STATUS_ALLOC_FAILED:
      return "the GPU's memory is full, or a graph is being recorded: run a step before the one that is recorded";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "a size below 0, or a leading dimension below the number of rows as cuBLAS sees the matrix";
    case CUBLAS_STATUS_ARCH_MISMATCH:
      return "cuBLAS was not built for this GPU: install another version of the toolkit";
    default:
      return "";
  }
}

}  // namespace

std::string blas_words(cublasStatus_t status) {
  return fmt::format("{} ({})", cublasGetStatusString(status), cublasGetStatusName(status));
}

void expect_success(cublasStatus_t status, std::string_view call) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw Error({std::string(call), blas_words(status), "success", hint_for(status)});
}

}  // namespace strata
