#pragma once

#include <array>

namespace strata::fast_cpu {

/// A matrix that is known to the compiler.
template <int Rows, int Columns>
using ConstantMatrix = std::array<std::array<double, Columns>, Rows>;

/// The matrix with rows and columns exchanged.
template <int Rows, int Columns>
constexpr ConstantMatrix<Columns, Rows> transposed(const ConstantMatrix<Rows, Columns>& matrix) {
  ConstantMatrix<Columns, Rows> result{};
  for (std::size_t i = 0; i < Rows; ++i) {
    for (std::size_t j = 0; j < Columns; ++j) result[j][i] = matrix[i][j];
  }
  return result;
}

// [region matrices]
/// Winograd's matrices for M outputs of a kernel with 3 taps: y = Aᵀ((G w) ⊙ (Bᵀ x)) (14.10).
template <int M>
struct Winograd;

/// F(2, 3): the points 0, 1, -1 and infinity.
template <>
struct Winograd<2> {
  static constexpr ConstantMatrix<4, 4> input{{{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}};  ///< Bᵀ
  static constexpr ConstantMatrix<4, 3> weight{{{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}}};         ///< G
  static constexpr ConstantMatrix<2, 4> output{{{1, 1, 1, 0}, {0, 1, -1, -1}}};                              ///< Aᵀ
};

/// F(4, 3): the points 0, 1, -1, 2, -2 and infinity.
template <>
struct Winograd<4> {
  static constexpr ConstantMatrix<6, 6> input{{{4, 0, -5, 0, 1, 0},
                                               {0, -4, -4, 1, 1, 0},
                                               {0, 4, -4, -1, 1, 0},
                                               {0, -2, -1, 2, 1, 0},
                                               {0, 2, -1, -2, 1, 0},
                                               {0, 4, 0, -5, 0, 1}}};  ///< Bᵀ
  static constexpr ConstantMatrix<6, 3> weight{{{1. / 4, 0, 0},
                                                {-1. / 6, -1. / 6, -1. / 6},
                                                {-1. / 6, 1. / 6, -1. / 6},
                                                {1. / 24, 1. / 12, 1. / 6},
                                                {1. / 24, -1. / 12, 1. / 6},
                                                {0, 0, 1}}};  ///< G
  static constexpr ConstantMatrix<4, 6> output{
      {{1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}}};  ///< Aᵀ
};
// [endregion matrices]

}  // namespace strata::fast_cpu
