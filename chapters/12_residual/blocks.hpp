#pragma once

#include "12_residual/residual.hpp"

namespace strata {

/// What the three blocks of this chapter have in common.
struct ResidualBlock {
  Index in_channels = 0;   ///< of the images that come in
  Index out_channels = 0;  ///< of those that go out; wide_block() has more
  Index stride = 1;        ///< pixels from one output to the next
  bool bias = false;       ///< whether convolutions add one; the normalisation after them takes it away again
  double dropout = 0;      ///< p of a Dropout2d after the first ReLU and of one before the addition; 0: none
};

/// Two convolutions of 3×3 with BatchNorm after each and ReLU between, plus the shortcut, then ReLU: the homework's
/// Res(i, o, s). The shortcut is x itself where stride and channels stay, and else a 1×1 convolution with BatchNorm.
/// @throws Error if a number of channels or the stride is below 1, or dropout is no probability
Residual basic_block(const ResidualBlock& block);

/// 1×1 down to a quarter of the output's channels, 3×3 among these, 1×1 up again, with BatchNorm after each.
/// @throws Error as basic_block does, and if a quarter of the channels is less than one
Residual bottleneck_block(const ResidualBlock& block);

/// The basic block with `widening` times the output's channels. @throws Error as basic_block does
Residual wide_block(ResidualBlock block, Index widening = 2);

}  // namespace strata
