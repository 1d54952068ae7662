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
/// How many results along a tile save most products: 4, 2, or 0 for the direct sums.
template <class T>
Index winograd_tile(const Window& window, Index in_channels, Index out_channels, const ImageSize& result) {
  if (!WinogradConvolution<T, 4>::fits(window, in_channels, out_channels)) return 0;
  const TileGrid<4> four(1, result.height, result.width);
  const TileGrid<2> two(1, result.height, result.width);
  return four.count() * TileGrid<4>::positions < two.count() * TileGrid<2>::positions ? 4 : 2;
}
// [endregion choose]

/// The algorithm for one pass of a layer.
template <class T>
AnyConvolution<T> plan_convolution(const Window& window, Index in_channels, Index out_channels, ConvolutionPass pass) {
  const ImageSize result = images_of(window, in_channels, out_channels).result(pass);
  const Index tile = winograd_tile<T>(window, in_channels, out_channels, result);
  if (tile == 4) return WinogradConvolution<T, 4>(window, in_channels, out_channels, pass);
  if (tile == 2) return WinogradConvolution<T, 2>(window, in_channels, out_channels, pass);
  return DirectConvolution<T>(window, in_channels, out_channels, pass);
}

/// The algorithm for the gradient of a layer's weight.
template <class T>
AnyWeightGradient<T> plan_weight_gradient(const Window& window, Index in_channels, Index out_channels) {
  const ImageSize result = images_of(window, in_channels, out_channels).output;
  const Index tile = winograd_tile<T>(window, in_channels, out_channels, result);
  if (tile == 4) return WinogradWeightGradient<T, 4>(window, in_channels, out_channels);
  if (tile == 2) return WinogradWeightGradient<T, 2>(window, in_channels, out_channels);
  return DirectWeightGradient<T>(window, in_channels, out_channels);
}

}  // namespace strata::fast_cpu
