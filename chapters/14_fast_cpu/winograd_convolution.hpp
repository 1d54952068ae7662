#pragma once

#include "14_fast_cpu/convolution_pass.hpp"
#include "14_fast_cpu/simd.hpp"

namespace strata::fast_cpu {

/// The tiles of M × M results that cover images.
template <int M>
struct TileGrid {
  static constexpr int side = M + 2;             ///< sources along a tile
  static constexpr int positions = side * side;  ///< products of a tile and two channels

  Index images, rows, columns;  ///< results
  Index tile_rows, tile_columns;

  /// Tiles that cover images of this size.
  constexpr TileGrid(Index image_count, Index row_count, Index column_count)
      : images(image_count),
        rows(row_count),
        columns(column_count),
        tile_rows((row_count + M - 1) / M),
        tile_columns((column_count + M - 1) / M) {}

  /// How many tiles.
  constexpr Index count() const { return images * tile_rows * tile_columns; }

  /// The sources of one image: rows and columns of a padded image.
  constexpr Index source_rows() const { return M * tile_rows + 2; }
  constexpr Index source_columns() const { return M * tile_columns + 2; }
};

/// Winograd's convolution F(M×M, 3×3) for windows of 3 × 3 taps without stride and dilation: tiles of M × M results are
/// computed with (M+2)² products for each pair of channels instead of 9 M² (14.10) to (14.13). Channels must fill whole
/// vectors.
template <class T, int M>
class WinogradConvolution {
 public:
  /// Whether a convolution has the form that it needs.
  static bool fits(const Window& window, Index in_channels, Index out_channels);

  /// y from x, or dx from dy, which is a convolution with the taps turned round and the channels exchanged.
  WinogradConvolution(const Window& window, Index in_channels, Index out_channels, ConvolutionPass pass);

  /// How many numbers the transformed weight has.
  Index packed_count() const { return positions * sources_ * result_.channels; }

  /// (14.11)  U = G w Gᵀ for every pair of channels, in the order in which run() reads it.
  void pack(const T* weight, T* packed) const;

  /// How many images run() should get at a time, so that the products of a block of tiles are worth their start.
  Index images_at_once() const;

  /// Numbers that run() needs to work with.
  Index workspace_count() const;

  /// How many rows of a result run() may compute alone: a multiple of this, or all.
  Index rows_at_once() const { return M; }

  /// The part of the source that rows [begin, end) of the result need.
  Extent source_part(Index begin, Index end) const;

  /// Computes rows [begin, end) of some images' results from their sources, one source_part(begin, end) after the
  /// other. With more than one image, these must be all rows.
  /// @param sources    the parts, zeros around each
  /// @param images     how many
  /// @param begin      first row of the results
  /// @param end        behind their last row
  /// @param packed     what pack() made of the weight
  /// @param bias       a number for each result channel, or null
  /// @param results    one image after the other; of one image's rows alone, where its row 0 would be
  /// @param workspace  workspace_count() numbers
  void run(const T* sources, Index images, Index begin, Index end, const T* packed, const T* bias, T* results,
           T* workspace) const;

  /// @{
  /// The size of one image's result, and of one image of the source.
  const ImageSize& result_size() const { return result_; }
  const ImageSize& source_size() const { return source_; }
  /// @}

 private:
  static constexpr int positions = TileGrid<M>::positions;

  Index vectors_of_block() const;

  ImageSize result_, source_;
  Index sources_;  // channels
  Index row_before_, column_before_;
  bool backward_;
};

}  // namespace strata::fast_cpu
