#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "14_fast_cpu/channel_vectors.hpp"

namespace strata::fast_cpu {

/// @{
/// Whole numbers as wide as T, and bytes: one for each lane of a Vector<T>.
template <class T>
struct WinnerOf;
template <>
struct WinnerOf<float> {
  using type [[gnu::vector_size(vector_bytes)]] = std::int32_t;
};
template <>
struct WinnerOf<double> {
  using type [[gnu::vector_size(vector_bytes)]] = std::int64_t;
};
template <class T>
using Winner = typename WinnerOf<T>::type;
template <class T>
struct WinnerBytesOf {
  using type [[gnu::vector_size(vector_bytes / sizeof(T))]] = std::uint8_t;
};
template <class T>
using WinnerBytes = typename WinnerBytesOf<T>::type;
/// @}

/// @{
/// A byte for each lane of a vector of channels, as many as the access has.
template <class T>
inline void store_bytes(std::uint8_t* p, const WinnerBytes<T>& bytes, const WholeVector<T>&) {
  std::memcpy(p, &bytes, sizeof bytes);
}
template <class T>
inline void store_bytes(std::uint8_t* p, const WinnerBytes<T>& bytes, const PartOfVector<T>& access) {
  std::memcpy(p, &bytes, static_cast<std::size_t>(access.count));
}
template <class T>
inline WinnerBytes<T> load_bytes(const std::uint8_t* p, const WholeVector<T>&) {
  WinnerBytes<T> bytes;
  std::memcpy(&bytes, p, sizeof bytes);
  return bytes;
}
template <class T>
inline WinnerBytes<T> load_bytes(const std::uint8_t* p, const PartOfVector<T>& access) {
  WinnerBytes<T> bytes{};
  std::memcpy(&bytes, p, static_cast<std::size_t>(access.count));
  return bytes;
}
/// @}

/// @{
/// What stands in a byte beside the number of the winner: that a ReLU turns all pixels into 0, of which the first wins,
/// and which pixels are NaN in front of the ReLU: pixel k has the bit first_nan << k.
inline constexpr int turned_off = 4, first_nan = 8;
/// @}

// [region pool]
/// (14.17)  A row of the largest of 2 × 2 pixels, after a ReLU if `rectified`. Of equal pixels the first wins, as in
/// (11.5); NaN wins over everything.
/// @param upper      two rows of pixels
/// @param row_step   numbers from the first row to the second
/// @param count      results
/// @param channels   of a pixel
/// @param rectified  whether there is a ReLU
/// @param to         where the results go
/// @param winners    2 r + c for the pixel in row r and column c of its window, with turned_off and the bits of NaN;
///                   null: not asked for
template <class T>
void pool_row(const T* upper, Index row_step, Index count, Index channels, bool rectified, T* to,
              std::uint8_t* winners) {
  for_each_channel_vector<T>(channels, [&](Index c, const auto& access) {
    for (Index q = 0; q < count; ++q) {
      const T* const corner = upper + 2 * q * channels + c;
      Vector<T> best = access.load(corner);
      Winner<T> winner{}, nans = is_nan<T>(best) & first_nan;
      const auto next = [&](const T* pixel, int number) __attribute__((always_inline)) {
        const Vector<T> x = access.load(pixel);
        const Winner<T> is_nan_here = is_nan<T>(x), better = (x > best) | is_nan_here;
        best = better ? x : best;
        winner = better ? Winner<T>{} + number : winner;
        nans |= is_nan_here & (first_nan << number);
      };
      next(corner + channels, 1);
      next(corner + row_step, 2);
      next(corner + row_step + channels, 3);
      if (rectified) {
        winner = (best <= Vector<T>{} ? Winner<T>{} + turned_off : winner) | nans;
        best = relu<T>(best);
      }
      access.store(to + q * channels + c, best);
      if (winners == nullptr) continue;
      const WinnerBytes<T> bytes = __builtin_convertvector(winner, WinnerBytes<T>);
      store_bytes<T>(winners + q * channels + c, bytes, access);
    }
  });
}

/// (14.17) backwards: writes a row of `count` pixels, row 0 or 1 of the windows, in which the gradient of each window
/// stands at its winner, times the derivative of the ReLU (4.6).
template <class T>
void unpool_row(const T* dy, const std::uint8_t* winners, int row, Index windows, Index count, Index channels, T* to) {
  const Vector<T> nan = broadcast(std::numeric_limits<T>::quiet_NaN());
  for_each_channel_vector<T>(channels, [&](Index c, const auto& access) {
    for (Index q = 0; q < windows; ++q) {
      const Winner<T> byte = __builtin_convertvector(load_bytes<T>(winners + q * channels + c, access), Winner<T>);
      const Winner<T> winner = byte & (turned_off - 1);
      const Vector<T> dp = access.load(dy + q * channels + c);
      const Vector<T> gradient = dp * ((byte & turned_off) != 0 ? Vector<T>{} : broadcast(T(1)));
      for (int column = 0; column < 2; ++column) {
        const int number = 2 * row + column;
        const Vector<T> here = winner == number ? gradient : Vector<T>{};
        access.store(to + (2 * q + column) * channels + c, (byte & (first_nan << number)) != 0 ? nan : here);
      }
    }
    for (Index w = 2 * windows; w < count; ++w) access.store(to + w * channels + c, Vector<T>{});
  });
}
// [endregion pool]

}  // namespace strata::fast_cpu
