#pragma once

#include <variant>

#include "14_fast_cpu/direct_convolution.hpp"
#include "14_fast_cpu/direct_weight_gradient.hpp"
#include "14_fast_cpu/winograd_convolution.hpp"
#include "14_fast_cpu/winograd_weight_gradient.hpp"

namespace strata::fast_cpu {

/// The algorithms that a convolution may run with.
template <class T>
using AnyConvolution = std::variant<DirectConvolution<T>, WinogradConvolution<T, 2>, WinogradConvolution<T, 4>>;

/// The algorithms for the gradient of its weight.
template <class T>
using AnyWeightGradient =
    std::variant<DirectWeightGradient<T>, WinogradWeightGradient<T, 2>, WinogradWeightGradient<T, 4>>;

// [region choose]
/// How many results along a tile save most products of a batch: 4, 2, or 0 for the direct sums. A transformed weight is
/// four times as large as the weight. Where it does not fit into the second cache and there are few tiles to use it
/// for, reading it takes longer than the products that it saves.
template <class T>
Index winograd_tile(const Window& window, Index in_channels, Index out_channels, const ImageSize& result,
                    Index samples) {
  constexpr Index cache_bytes = Index{2} << 20, enough_tiles = 6;
  if (!WinogradConvolution<T, 4>::fits(window, in_channels, out_channels)) return 0;
  const TileGrid<4> four(1, result.height, result.width);
  const TileGrid<2> two(1, result.height, result.width);
  const Index weight_bytes = TileGrid<4>::positions * in_channels * out_channels * static_cast<Index>(sizeof(T));
  if (weight_bytes > cache_bytes && samples * four.count() < enough_tiles) return 0;
  return four.count() * TileGrid<4>::positions < two.count() * TileGrid<2>::positions ? 4 : 2;
}
// [endregion choose]

/// The algorithm for one pass of a layer over a batch.
template <class T>
AnyConvolution<T> plan_convolution(const Window& window, Index in_channels, Index out_channels, ConvolutionPass pass,
                                   Index samples) {
  const ImageSize result = images_of(window, in_channels, out_channels).result(pass);
  const Index tile = winograd_tile<T>(window, in_channels, out_channels, result, samples);
  if (tile == 4) return WinogradConvolution<T, 4>(window, in_channels, out_channels, pass);
  if (tile == 2) return WinogradConvolution<T, 2>(window, in_channels, out_channels, pass);
  return DirectConvolution<T>(window, in_channels, out_channels, pass);
}

/// The algorithm for the gradient of a layer's weight, of a batch.
template <class T>
AnyWeightGradient<T> plan_weight_gradient(const Window& window, Index in_channels, Index out_channels, Index samples) {
  const ImageSize result = images_of(window, in_channels, out_channels).output;
  const Index tile = winograd_tile<T>(window, in_channels, out_channels, result, samples);
  if (tile == 4) return WinogradWeightGradient<T, 4>(window, in_channels, out_channels);
  if (tile == 2) return WinogradWeightGradient<T, 2>(window, in_channels, out_channels);
  return DirectWeightGradient<T>(window, in_channels, out_channels);
}

}  // namespace strata::fast_cpu
