#pragma once

#include <algorithm>
#include <cstdint>

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"
#include "14_fast_cpu/product_tiles.hpp"
#include "common/function_ref.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {

/// Multiplications that are worth a chunk of their own.
inline constexpr Index product_grain = Index{1} << 18;

/// Up to so many samples are few: reading the weight takes longer than multiplying with it.
inline constexpr Index few_samples = 8;

/// Memory of each thread's own for what it packs. A copy that another thread made would first have to come over from
/// that one's cache, which takes longer than making it again.
template <class T>
class OwnCopies {
 public:
  /// Room for `size` numbers per thread.
  explicit OwnCopies(Index size)
      : size_(size),
        memory_({thread_count(), size}, {Device::cpu, dtype_of<T>}),
        held_(Tensor::full({thread_count(), apart}, -1, {Device::cpu, Dtype::i64})) {}

  /// Part `part`, which pack(memory) makes unless this thread has it from the call before.
  template <class Pack>
  const T* get(Index worker, Index part, const Pack& pack) {
    T* const memory = memory_.data<T>() + worker * size_;
    std::int64_t& held = held_.data<std::int64_t>()[worker * apart];
    if (held != part) pack(memory);
    held = part;
    return memory;
  }

 private:
  static constexpr Index apart = 8;  // numbers, so that no two threads write into one line of the cache
  Index size_;
  Tensor memory_, held_;
};

/// Packs A in strips of nearly equal height. What is behind a strip's last row is never used.
template <class T>
void pack_strips(Grid<const T> a, const EqualTiles& strips, Index depth, T* memory) {
  for (Index i = 0; i < strips.tiles; ++i) {
    const Grid<const T> from = a.from(strips.begin(i), 0);
    pack_panel<T, static_cast<int>(vectors_for<T>(strip_rows))>(
        {from.data, from.column, from.row}, depth, strips.count - strips.begin(i), memory + i * strip_step<T> * depth);
  }
}

/// Which part of C has been computed.
struct ProductBlock {
  Index row;      ///< the first row
  Index rows;     ///< how many
  Index column;   ///< the first column
  Index columns;  ///< how many
};

/// How many rows of B a thread reads at most before it goes on to the next columns.
inline constexpr Index most_stretch = 128;

/// How many of some equal parts are worth a chunk, if each takes so many multiplications.
inline Index parts_per_chunk(Index work) { return std::max<Index>(1, product_grain / std::max<Index>(1, work)); }

/// (14.21)  C = A B, where the rows of A and the columns of B and C lie one after the other: y = x Wᵀ, turned. Each
/// thread packs a panel of B and reads blocks of rows of A. `finished` is called for each block of C while it is in the
/// cache.
template <class T>
void multiply_turned(ProductSize size, Grid<const T> a, Grid<const T> b, Grid<T> c,
                     FunctionRef<void(const ProductBlock&)> finished) {
  constexpr Index width = panel_columns<T>, rows = 8 * strip_rows;
  const Index blocks = (size.rows + rows - 1) / rows, panels = (size.columns + width - 1) / width;
  OwnCopies<T> copies(width * size.depth);
  parallel_for_workers(blocks * panels, parts_per_chunk(std::min(rows, size.rows) * width * size.depth),
                       [&](Index begin, Index end, Index worker) {
                         for (Index i = begin; i < end; ++i) {
                           const Index panel = i / blocks, row = i % blocks * rows;
                           const ProductBlock block{row, std::min(rows, size.rows - row), panel * width,
                                                    std::min(width, size.columns - panel * width)};
                           with_vectors<T>(block.columns, [&](auto v) {
                             const T* const packed = copies.get(worker, panel, [&](T* memory) {
                               pack_panel<T, v>(b.from(0, block.column), size.depth, block.columns, memory);
                             });
                             multiply_rows<T, v>({block.rows, block.columns, size.depth}, a.from(row, 0), packed,
                                                 c.from(row, block.column));
                           });
                           finished(block);
                         }
                       });
}

/// (14.21)  C = A B or C += A B, where A and B are small beside C: dW = dyᵀ x. Each thread packs A, and the columns of
/// B that are its own.
template <class T>
void multiply_short(ProductSize size, Grid<const T> a, Grid<const T> b, Grid<T> c, Write write) {
  constexpr Index width = panel_columns<T>, stretch = 256;
  const EqualTiles strips(size.rows, strip_rows);
  const Index panels = (size.columns + width - 1) / width, depth = std::min(size.depth, stretch);
  const Index together = std::max(parts_per_chunk(size.rows * width * (depth + 8)), std::min<Index>(panels / 16, 8));
  const Index at_once = std::min(together, panels);
  OwnCopies<T> copies(strips.tiles * strip_step<T> * depth);
  OwnCopies<T> panel_copies(at_once * width * depth);
  for (Index k = 0; k < size.depth; k += stretch) {
    const Index now = std::min(stretch, size.depth - k);
    parallel_for_workers(panels, at_once, [&](Index begin, Index end, Index worker) {
      const T* const packed = copies.get(worker, k, [&](T* memory) { pack_strips(a.from(0, k), strips, now, memory); });
      const T* const packed_panels = panel_copies.get(worker, k * panels + begin, [&](T* memory) {
        for (Index panel = begin; panel < end; ++panel) {
          const Index columns = std::min(width, size.columns - panel * width);
          with_vectors<T>(columns, [&](auto v) {
            pack_panel<T, v>(b.from(k, panel * width), now, columns, memory + (panel - begin) * width * now);
          });
        }
      });
      for (Index i = 0, row = 0; i < strips.tiles; row = strips.begin(++i)) {
        const Index rows = strips.begin(i + 1) - row;
        for (Index panel = begin; panel < end; ++panel) {
          const Index columns = std::min(width, size.columns - panel * width);
          with_vectors<T>(columns, [&](auto v) {
            multiply_strip<T, v>({rows, columns, now}, packed + i * strip_step<T> * now,
                                 packed_panels + (panel - begin) * width * now, v * lanes<T>,
                                 c.from(row, panel * width).data, c.row, k == 0 ? write : Write::add);
          });
        }
      }
    });
  }
}

/// (14.21)  C = A B, where B is large and the rows of A are few: dx = dy W. Each thread packs A and reads columns of B
/// as they are, a stretch of rows at a time, which all of A is multiplied by before they leave its cache.
template <class T>
void multiply_columns(ProductSize size, Grid<const T> a, Grid<const T> b, Grid<T> c) {
  constexpr Index width = panel_columns<T>;
  const EqualTiles strips(size.rows, strip_rows);
  const bool few = size.rows <= few_samples;  // then memory is what takes time, and long rows are read faster
  const Index stretch = few ? 16 : most_stretch, panels = (size.columns + width - 1) / width;
  const Index together =
      std::max(parts_per_chunk((size.rows + 3) * width * size.depth), std::min<Index>(panels / 16, few ? panels : 8));
  OwnCopies<T> copies(strips.tiles * strip_step<T> * size.depth);
  parallel_for_workers(size.columns, together * width, [&](Index begin, Index end, Index worker) {
    alignas(64) T last[most_stretch * panel_columns<T>];
    const T* const packed = copies.get(worker, 0, [&](T* memory) { pack_strips(a, strips, size.depth, memory); });
    for (Index k = 0; k < size.depth; k += stretch) {
      const Index depth = std::min(stretch, size.depth - k);
      for (Index column = begin; column < end; column += width) {
        const Index left = std::min(width, end - column);
        with_vectors<T>(left, [&](auto v) {
          const bool whole = left == v * lanes<T>;
          if (!whole) pack_panel<T, v>(b.from(k, column), depth, left, last);
          const T* const panel = whole ? b.from(k, column).data : last;
          for (Index i = 0, row = 0; i < strips.tiles; row = strips.begin(++i)) {
            multiply_strip<T, v>({strips.begin(i + 1) - row, left, depth},
                                 packed + (i * size.depth + k) * strip_step<T>, panel, whole ? b.row : v * lanes<T>,
                                 c.from(row, column).data, c.row, k == 0 ? Write::assign : Write::add);
          }
        });
      }
    }
  });
}

}  // namespace strata::fast_cpu
