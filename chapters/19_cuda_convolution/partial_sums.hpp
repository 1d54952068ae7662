#pragma once

// Sums that several blocks share: each writes what it has, and a second kernel adds up in a fixed order. No atomics, so
// two runs give the same bits. For files that hold kernels (.cu).

#include <algorithm>

#include "02_modules/parameter.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/shared_array.hpp"

namespace strata::cuda_convolution {

/// How a long sum is cut: so many parts, of so many terms each but the last.
struct Parts {
  Index part;   ///< terms
  Index count;  ///< parts
};

// [region parts]
/// Cuts a sum of `terms` terms where one part would give `blocks` blocks: enough parts that the blocks are worth a large
/// GPU, and none so short that its result costs more than its sum. By the shape alone.
inline Parts parts_of(Index terms, Index blocks) {
  constexpr Index worth_a_gpu = 512, shortest = 256;
  const Index wanted = std::clamp<Index>(worth_a_gpu / blocks, 1, blocks_for(terms, shortest));
  const Index part = std::max<Index>(1, blocks_for(terms, wanted));
  return {part, blocks_for(terms, part)};
}
// [endregion parts]

// [region add_parts]
/// (19.14)  dW_e = Σ_r D_r,e over the parts r in their order, assigned or added (2.5)
template <class T>
__global__ void add_parts(const T* partial, Index parts, Index count, bool add, T* sums) {
  for (Index e = thread_number(); e < count; e += thread_count()) {
    T sum = add ? sums[e] : T(0);
    for (Index r = 0; r < parts; ++r) sum += partial[r * count + e];
    sums[e] = sum;
  }
}
// [endregion add_parts]

/// Starts add_parts for partial results [parts, ...].
template <class T>
void start_add_parts(const Tensor& partial, Write write, Tensor& sums) {
  launch<add_parts<T>>(elementwise(sums.count()), partial.data<T>(), partial.dim(0), sums.count(), write == Write::add,
                       sums.data<T>());
}

constexpr int column_sum_rows = 8;  ///< rows of threads in a block of column_sums, each a warp wide

// [region column_sums]
/// (19.15)  S_r,c = Σ term(m, c) over the rows m of part r. A warp reads 32 columns of a row; eight warps take turns with
/// the rows, and then their sums are added in order.
template <class Sum, class To, class Term>
__global__ void column_sums(Term term, To* sums, Index rows, Index columns, Index part) {
  auto& warp_sums = shared_array<Sum[column_sum_rows][32]>();
  const Index column = static_cast<Index>(blockIdx.y) * 32 + threadIdx.x, begin = blockIdx.x * part;
  const Index end = begin + part < rows ? begin + part : rows;
  Sum sum = 0;
  for (Index m = begin + threadIdx.y; m < end && column < columns; m += column_sum_rows) sum += term(m, column);
  warp_sums[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y != 0 || column >= columns) return;
  for (int warp = 1; warp < column_sum_rows; ++warp) sum += warp_sums[warp][threadIdx.x];
  sums[blockIdx.x * columns + column] = static_cast<To>(sum);
}
// [endregion column_sums]

/// Starts column_sums; `sums` has a row for each part.
template <class Sum, class To, class Term>
void start_column_sums(const Term& term, Index rows, Index columns, Parts parts, To* sums) {
  launch<column_sums<Sum, To, Term>>({.grid = dim3(static_cast<unsigned>(parts.count),
                                                   static_cast<unsigned>(blocks_for(columns, 32))),
                                      .block = dim3(32, column_sum_rows)},
                                     term, sums, rows, columns, parts.part);
}

}  // namespace strata::cuda_convolution
