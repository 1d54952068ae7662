// cuBLAS on this processor: products of matrices, by Eigen.

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstring>

#include "15_cuda_kernels/emulator/fault.hpp"
#include "15_cuda_kernels/emulator/runtime_state.hpp"
#include "15_cuda_kernels/emulator/stream_queues.hpp"
#include "17_cuda_linear/emulated_cublas/cublas_context.hpp"

namespace strata::emulator {
namespace {

template <class T>
struct Gemm {
  const char* function;
  cublasOperation_t transa, transb;
  int m, n, k;
  T alpha;
  const T* a;
  int lda;
  long long stride_a;
  const T* b;
  int ldb;
  long long stride_b;
  T beta;
  T* c;
  int ldc;
  long long stride_c;
  int batch;
};

// One matrix of a product as it lies in memory, column after column.
struct Stored {
  int rows, columns;
};

template <class T>
Stored stored_a(const Gemm<T>& gemm) {
  return gemm.transa == CUBLAS_OP_N ? Stored{gemm.m, gemm.k} : Stored{gemm.k, gemm.m};
}

template <class T>
Stored stored_b(const Gemm<T>& gemm) {
  return gemm.transb == CUBLAS_OP_N ? Stored{gemm.k, gemm.n} : Stored{gemm.n, gemm.k};
}

bool is_operation(cublasOperation_t operation) {
  return operation == CUBLAS_OP_N || operation == CUBLAS_OP_T || operation == CUBLAS_OP_C;
}

// What cuBLAS refuses (cuBLAS Library, cublas<t>gemm(), "CUBLAS_STATUS_INVALID_VALUE").
template <class T>
bool is_possible(const Gemm<T>& gemm) {
  if (gemm.m < 0 || gemm.n < 0 || gemm.k < 0 || gemm.batch < 0) return false;
  if (!is_operation(gemm.transa) || !is_operation(gemm.transb)) return false;
  return gemm.lda >= std::max(1, stored_a(gemm).rows) && gemm.ldb >= std::max(1, stored_b(gemm).rows) &&
         gemm.ldc >= std::max(1, gemm.m);
}

// A GPU would read what is there, or report an illegal address.
template <class T>
void expect_device_memory(const Gemm<T>& gemm, char name, const T* matrix, Stored stored, int leading_dimension) {
  if (stored.rows == 0 || stored.columns == 0) return;
  const auto elements = static_cast<std::size_t>(leading_dimension) * static_cast<std::size_t>(stored.columns - 1) +
                        static_cast<std::size_t>(stored.rows);
  const LockedState locked = locked_state();
  if (locked.state.device.holds(matrix, elements * sizeof(T))) return;
  const char* const what = locked.state.device.holds(matrix, 1) ? "reaches beyond the end of its block of device memory"
                                                                : "is not in device memory";
  throw Fault(fmt::format("{}(): matrix {}, {} x {} with leading dimension {}, {}", gemm.function, name, stored.rows,
                          stored.columns, leading_dimension, what));
}

template <class T>
using Elements = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using ConstColumns = Eigen::Map<const Elements<T>, Eigen::Unaligned, Eigen::OuterStride<>>;
template <class T>
using Columns = Eigen::Map<Elements<T>, Eigen::Unaligned, Eigen::OuterStride<>>;

// Where beta is 0, C may hold NaN, or nothing that anybody wrote.
template <class T, class A, class B>
void multiply(T alpha, const A& a, const B& b, T beta, Columns<T>& c) {
  if (beta == T{0}) {
    c.noalias() = alpha * a * b;
  } else {
    if (beta != T{1}) c *= beta;
    c.noalias() += alpha * a * b;
  }
}

template <class T>
void run_one(const Gemm<T>& gemm, const T* a_begin, const T* b_begin, T* c_begin) {
  const Stored stored_as = stored_a(gemm), stored_bs = stored_b(gemm);
  expect_device_memory<T>(gemm, 'A', a_begin, stored_as, gemm.lda);
  expect_device_memory<T>(gemm, 'B', b_begin, stored_bs, gemm.ldb);
  expect_device_memory<T>(gemm, 'C', c_begin, {gemm.m, gemm.n}, gemm.ldc);
  const ConstColumns<T> a(a_begin, stored_as.rows, stored_as.columns, Eigen::OuterStride<>(gemm.lda));
  const ConstColumns<T> b(b_begin, stored_bs.rows, stored_bs.columns, Eigen::OuterStride<>(gemm.ldb));
  Columns<T> c(c_begin, gemm.m, gemm.n, Eigen::OuterStride<>(gemm.ldc));
  const bool as_is_a = gemm.transa == CUBLAS_OP_N, as_is_b = gemm.transb == CUBLAS_OP_N;
  if (as_is_a && as_is_b) return multiply(gemm.alpha, a, b, gemm.beta, c);
  if (as_is_a) return multiply(gemm.alpha, a, b.transpose(), gemm.beta, c);
  if (as_is_b) return multiply(gemm.alpha, a.transpose(), b, gemm.beta, c);
  multiply(gemm.alpha, a.transpose(), b.transpose(), gemm.beta, c);
}

// cuBLAS may write to its workspace whatever it likes, so whoever keeps something there loses it.
void spoil(void* workspace, std::size_t bytes) {
  constexpr std::size_t enough = 1024;
  if (workspace != nullptr) std::memset(workspace, 0xFF, std::min(bytes, enough));
}

template <class T>
cublasStatus_t submit_gemm(cublasHandle_t handle, const Gemm<T>& gemm) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (!is_possible(gemm)) return CUBLAS_STATUS_INVALID_VALUE;
  if (gemm.m == 0 || gemm.n == 0 || gemm.batch == 0) return CUBLAS_STATUS_SUCCESS;
  const auto work = [gemm, workspace = handle->workspace, bytes = handle->workspace_bytes] {
    spoil(workspace, bytes);
    for (int i = 0; i < gemm.batch; ++i) {
      run_one(gemm, gemm.a + i * gemm.stride_a, gemm.b + i * gemm.stride_b, gemm.c + i * gemm.stride_c);
    }
  };
  if (submit(handle->stream, work) == cudaSuccess) return CUBLAS_STATUS_SUCCESS;
  cudaGetLastError();
  return CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace
}  // namespace strata::emulator

using strata::emulator::submit_gemm;

cublasStatus_t cublasSgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n,
                           int k, const float* alpha, const float* a, int lda, const float* b, int ldb,
                           const float* beta, float* c, int ldc) {
  if (alpha == nullptr || beta == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  return submit_gemm<float>(
      handle, {"cublasSgemm", transa, transb, m, n, k, *alpha, a, lda, 0, b, ldb, 0, *beta, c, ldc, 0, 1});
}

cublasStatus_t cublasDgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n,
                           int k, const double* alpha, const double* a, int lda, const double* b, int ldb,
                           const double* beta, double* c, int ldc) {
  if (alpha == nullptr || beta == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  return submit_gemm<double>(
      handle, {"cublasDgemm", transa, transb, m, n, k, *alpha, a, lda, 0, b, ldb, 0, *beta, c, ldc, 0, 1});
}

cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb,
                                         int m, int n, int k, const float* alpha, const float* a, int lda,
                                         long long stride_a, const float* b, int ldb, long long stride_b,
                                         const float* beta, float* c, int ldc, long long stride_c, int batch) {
  if (alpha == nullptr || beta == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  return submit_gemm<float>(handle, {"cublasSgemmStridedBatched", transa, transb, m, n, k, *alpha, a, lda, stride_a, b,
                                     ldb, stride_b, *beta, c, ldc, stride_c, batch});
}

cublasStatus_t cublasDgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb,
                                         int m, int n, int k, const double* alpha, const double* a, int lda,
                                         long long stride_a, const double* b, int ldb, long long stride_b,
                                         const double* beta, double* c, int ldc, long long stride_c, int batch) {
  if (alpha == nullptr || beta == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  return submit_gemm<double>(handle, {"cublasDgemmStridedBatched", transa, transb, m, n, k, *alpha, a, lda, stride_a, b,
                                      ldb, stride_b, *beta, c, ldc, stride_c, batch});
}
