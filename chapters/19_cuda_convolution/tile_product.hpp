#pragma once

// The product of two matrices that nobody stores, tile by tile. For files that hold kernels (.cu).

#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/shared_array.hpp"

namespace strata::cuda_convolution {

/// How a block cuts its part of a product C = A B. Each of its threads adds up 4 × 4 numbers of C.
template <int tile_rows, int tile_columns>
struct Tile {
  static constexpr int threads = 256;                                    ///< of a block
  static constexpr int each = 4;                                         ///< rows, and columns, of a thread
  static constexpr int depth = 8;                                        ///< terms of the sum that a step brings in
  static constexpr int rows = tile_rows;                                 ///< of C in a block
  static constexpr int columns = tile_columns;                           ///< likewise
  static constexpr int threads_along = columns / each;                   ///< threads beside each other
  static_assert(rows * columns == threads * each * each, "every number of the tile belongs to one thread");
};

/// The extents of a product: C is [rows, columns], and each of its numbers is a sum of `depth` terms. The sum is cut into
/// parts of `part` terms; the blocks of layer z of the grid have part z.
struct ProductSize {
  Index rows, columns, depth, part;
};

/// Some lines of a matrix in shared memory, `depth` numbers of each. Four columns more than needed, so that threads that
/// store neighbours along the depth meet in no bank, and four numbers can still be read at once.
template <class T, int depth, int lines>
struct alignas(16) SharedTile {
  T values[depth][lines + 4];
};

/// What a tile needs to know of the left matrix: its lines are rows, and the sum runs over columns.
template <class Matrix>
struct LeftSide {
  using Line = typename Matrix::Row;                        ///< a row
  static constexpr bool along_depth = Matrix::row_major;    ///< whether neighbours in the sum are neighbours in memory
  /// Line i.
  static constexpr Line line(const Matrix& matrix, Index i) { return matrix.row(i); }
  /// Term d of a line.
  static constexpr auto term(const Matrix& matrix, const Line& line, Index d) { return matrix(line, matrix.column(d)); }
};

/// And of the right one: its lines are columns, and the sum runs over rows.
template <class Matrix>
struct RightSide {
  using Line = typename Matrix::Column;                     ///< a column
  static constexpr bool along_depth = !Matrix::row_major;   ///< whether neighbours in the sum are neighbours in memory
  /// Line i.
  static constexpr Line line(const Matrix& matrix, Index i) { return matrix.column(i); }
  /// Term d of a line.
  static constexpr auto term(const Matrix& matrix, const Line& line, Index d) { return matrix(matrix.row(d), line); }
};

// [region loader]
/// Copies tiles of a matrix into shared memory. Neighbouring threads take neighbours in memory, and a thread keeps its
/// lines from step to step, so that it works out only once where they begin.
template <class Shape, template <class> class Side, class Matrix, int lines>
class TileLoader {
  using From = Side<Matrix>;
  static constexpr int turns = (lines * Shape::depth + Shape::threads - 1) / Shape::threads;
  static constexpr int own_lines = From::along_depth ? turns : 1;

 public:
  /// @param first  the first line of the tile; lines behind the last repeat it, and nobody stores their sums
  /// @param count  how many lines the matrix has
  __device__ TileLoader(const Matrix& matrix, Index first, Index count) : matrix_(matrix) {
    for (int turn = 0; turn < own_lines; ++turn) {
      const Index line = first + line_in_tile(turn);
      lines_[turn] = From::line(matrix_, line < count ? line : count - 1);
    }
  }

  /// Terms [begin, begin + depth) of every line of the tile, and 0 from `end` on.
  template <class T>
  __device__ void load(Index begin, Index end, SharedTile<T, Shape::depth, lines>& tile) const {
    for (int turn = 0; turn < turns; ++turn) {
      const int line = line_in_tile(turn), d = depth_in_tile(turn);
      if (line >= lines || d >= Shape::depth) return;  // a tile with fewer numbers than the block has threads
      const bool inside = begin + d < end;
      tile.values[d][line] = inside ? From::term(matrix_, lines_[From::along_depth ? turn : 0], begin + d) : T(0);
    }
  }

 private:
  __device__ static int line_in_tile(int turn) {
    const int number = static_cast<int>(threadIdx.x) + turn * Shape::threads;
    return From::along_depth ? number / Shape::depth : number % lines;
  }

  __device__ static int depth_in_tile(int turn) {
    const int number = static_cast<int>(threadIdx.x) + turn * Shape::threads;
    return From::along_depth ? number % Shape::depth : number / lines;
  }

  const Matrix& matrix_;
  typename From::Line lines_[own_lines];
};
// [endregion loader]

// [region product]
/// (19.8)  C[r,c] = Σ A[r,d] B[d,c] over the terms d of a part, and `result` takes what comes out, four numbers of a row
/// at a time: result(part, r, c, sums).
template <class T, class Shape, class Left, class Right, class Result>
__device__ void multiply_tiles(const Left& a, const Right& b, const Result& result, const ProductSize& size) {
  auto& left = shared_array<SharedTile<T, Shape::depth, Shape::rows>, 0>();
  auto& right = shared_array<SharedTile<T, Shape::depth, Shape::columns>, 1>();
  const Index first_row = static_cast<Index>(blockIdx.x) * Shape::rows,
              first_column = static_cast<Index>(blockIdx.y) * Shape::columns;
  const TileLoader<Shape, LeftSide, Left, Shape::rows> load_left(a, first_row, size.rows);
  const TileLoader<Shape, RightSide, Right, Shape::columns> load_right(b, first_column, size.columns);
  const int row = static_cast<int>(threadIdx.x) / Shape::threads_along * Shape::each,
            column = static_cast<int>(threadIdx.x) % Shape::threads_along * Shape::each;
  const Index begin = blockIdx.z * size.part, end = begin + size.part < size.depth ? begin + size.part : size.depth;
  T sums[Shape::each][Shape::each] = {};
  for (Index step = begin; step < end; step += Shape::depth) {
    load_left.load(step, end, left);
    load_right.load(step, end, right);
    __syncthreads();  // the tiles are complete
    for (int d = 0; d < Shape::depth; ++d) {
      for (int i = 0; i < Shape::each; ++i) {
        for (int j = 0; j < Shape::each; ++j) sums[i][j] += left.values[d][row + i] * right.values[d][column + j];
      }
    }
    __syncthreads();  // everybody has used them
  }
  for (int i = 0; i < Shape::each && first_row + row + i < size.rows; ++i) {
    if (first_column + column < size.columns) result(blockIdx.z, first_row + row + i, first_column + column, sums[i]);
  }
}
// [endregion product]

/// Four numbers of a row, or fewer where it ends, to where they belong; at once where the address allows it.
template <class T>
__device__ void store_row(T* to, Index room, const T (&values)[4]) {
  struct alignas(16) Four {
    T values[4];
  };
  if (room >= 4 && reinterpret_cast<std::uintptr_t>(to) % alignof(Four) == 0) {
    *reinterpret_cast<Four*>(to) = {values[0], values[1], values[2], values[3]};
    return;
  }
  for (int j = 0; j < 4 && j < room; ++j) to[j] = values[j];
}

}  // namespace strata::cuda_convolution
