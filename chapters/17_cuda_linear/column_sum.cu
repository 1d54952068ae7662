// The sums of a matrix's columns, for the gradient of a bias.

#include <algorithm>

#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/shared_array.hpp"
#include "17_cuda_linear/column_sum.hpp"

namespace strata {
namespace {

constexpr int warp = 32;            // columns of a block, one for each lane
constexpr int adders = 8;           // threads that share a column
constexpr Index chunk_rows = 1024;  // rows of a block

// [region column_sum]
// (17.15)  s_j = Σ_i a_ij, i over the rows of chunk blockIdx.y: eight threads a column, then their eight sums in order
template <class T>
__global__ void sum_chunk(const T* a, Index rows, Index columns, Write write, T* sums) {
  auto& parts = shared_array<T[adders][warp]>();
  const Index j = static_cast<Index>(blockIdx.x) * warp + threadIdx.x;
  const Index begin = static_cast<Index>(blockIdx.y) * chunk_rows, end = std::min(begin + chunk_rows, rows);
  T sum = 0;
  if (j < columns) {
    for (Index i = begin + threadIdx.y; i < end; i += adders) sum += a[i * columns + j];
  }
  parts[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y != 0 || j >= columns) return;
  for (int y = 1; y < adders; ++y) sum += parts[y][threadIdx.x];
  T& target = sums[static_cast<Index>(blockIdx.y) * columns + j];
  target = write == Write::add ? target + sum : sum;
}
// [endregion column_sum]

template <class T>
void launch_chunks(const T* a, Index rows, Index columns, Write write, T* sums) {
  launch<sum_chunk<T>>({.grid = dim3(static_cast<unsigned>(blocks_for(columns, warp)),
                                     static_cast<unsigned>(blocks_for(rows, chunk_rows))),
                        .block = dim3(warp, adders)},
                       a, rows, columns, write, sums);
}

}  // namespace

// [region rounds]
// Each round leaves one row for a chunk of rows, until one row is left.
template <class T>
void sum_columns(const Tensor& matrix, Write write, Tensor& sums) {
  const Index columns = matrix.dim(matrix.rank() - 1);
  Tensor left = matrix;
  Index rows = matrix.count() / columns;
  while (rows > chunk_rows) {
    const Index chunks = blocks_for(rows, chunk_rows);
    Tensor parts({chunks, columns}, matrix.options());
    launch_chunks(std::as_const(left).data<T>(), rows, columns, Write::assign, parts.data<T>());
    left = parts;
    rows = chunks;
  }
  launch_chunks(std::as_const(left).data<T>(), rows, columns, write, sums.data<T>());
}
// [endregion rounds]

template void sum_columns<float>(const Tensor&, Write, Tensor&);
template void sum_columns<double>(const Tensor&, Write, Tensor&);

}  // namespace strata
