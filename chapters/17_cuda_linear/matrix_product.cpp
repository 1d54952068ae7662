#include "17_cuda_linear/matrix_product.hpp"

#include <fmt/format.h>

#include <limits>

#include "17_cuda_linear/blas_error.hpp"
#include "17_cuda_linear/blas_handle.hpp"

namespace strata {
namespace {

struct Size {
  Index rows, columns;
};

// What the product sees.
template <class T>
Size size_of(const Factor<T>& matrix) {
  return matrix.transposed ? Size{matrix.columns, matrix.rows} : Size{matrix.rows, matrix.columns};
}

template <class T>
void expect_fit(const Factor<T>& a, const Factor<T>& b) {
  if (size_of(a).columns == size_of(b).rows) return;
  throw Error({"multiply",
               fmt::format("a factor [{},{}] and a factor [{},{}]", size_of(a).rows, size_of(a).columns,
                           size_of(b).rows, size_of(b).columns),
               "as many columns of the one as rows of the other", "is one of them to be transposed?"});
}

int blas_size(Index size) {
  if (size <= std::numeric_limits<int>::max()) return static_cast<int>(size);
  throw Error({"multiply", fmt::format("a matrix with {} rows or columns", size), "2147483647 at most", ""});
}

template <class T>
cublasOperation_t operation(const Factor<T>& matrix) {
  return matrix.transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
}

// One name for both dtypes.
cublasStatus_t gemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
                    const float* alpha, const float* a, int lda, const float* b, int ldb, const float* beta, float* c,
                    int ldc) {
  return cublasSgemm(handle, transa, transb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
cublasStatus_t gemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
                    const double* alpha, const double* a, int lda, const double* b, int ldb, const double* beta,
                    double* c, int ldc) {
  return cublasDgemm(handle, transa, transb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

cublasStatus_t gemm_batch(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n,
                          int k, const float* alpha, const float* a, int lda, Index next_a, const float* b, int ldb,
                          Index next_b, const float* beta, float* c, int ldc, Index next_c, int count) {
  return cublasSgemmStridedBatched(handle, transa, transb, m, n, k, alpha, a, lda, next_a, b, ldb, next_b, beta, c, ldc,
                                   next_c, count);
}
cublasStatus_t gemm_batch(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n,
                          int k, const double* alpha, const double* a, int lda, Index next_a, const double* b, int ldb,
                          Index next_b, const double* beta, double* c, int ldc, Index next_c, int count) {
  return cublasDgemmStridedBatched(handle, transa, transb, m, n, k, alpha, a, lda, next_a, b, ldb, next_b, beta, c, ldc,
                                   next_c, count);
}

}  // namespace

// [region multiply]
// (17.13)  Cᵀ = op(B)ᵀ op(A)ᵀ: what cuBLAS reads column after column is the transpose of what we keep row after row.
template <class T>
void multiply(const Factor<T>& a, const Factor<T>& b, Write write, T* c) {
  expect_fit(a, b);
  const int rows = blas_size(size_of(a).rows), columns = blas_size(size_of(b).columns);
  const T one = 1, beta = write == Write::add ? T{1} : T{0};
  expect_success(gemm(blas_handle(), operation(b), operation(a), columns, rows, blas_size(size_of(a).columns), &one,
                      b.elements, blas_size(b.columns), a.elements, blas_size(a.columns), &beta, c, columns),
                 "cublas<t>gemm");
}
// [endregion multiply]

template <class T>
void multiply_batch(const Factor<T>& a, const Factor<T>& b, Write write, T* c, Index next_c, Index count) {
  expect_fit(a, b);
  const int rows = blas_size(size_of(a).rows), columns = blas_size(size_of(b).columns);
  const T one = 1, beta = write == Write::add ? T{1} : T{0};
  expect_success(gemm_batch(blas_handle(), operation(b), operation(a), columns, rows, blas_size(size_of(a).columns),
                            &one, b.elements, blas_size(b.columns), b.next, a.elements, blas_size(a.columns), a.next,
                            &beta, c, columns, next_c, blas_size(count)),
                 "cublas<t>gemmStridedBatched");
}

template void multiply(const Factor<float>&, const Factor<float>&, Write, float*);
template void multiply(const Factor<double>&, const Factor<double>&, Write, double*);
template void multiply_batch(const Factor<float>&, const Factor<float>&, Write, float*, Index, Index);
template void multiply_batch(const Factor<double>&, const Factor<double>&, Write, double*, Index, Index);

}  // namespace strata
