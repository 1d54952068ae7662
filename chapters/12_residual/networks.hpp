#pragma once

#include "02_modules/sequential.hpp"

namespace strata {

// The homework's residual networks. Build them for any image of 4 × 4 pixels or more; the number of parameters is that
// for the homework's images.

/// conv3×3 32, BatchNorm, ReLU, three basic blocks 32, 64 (stride 2) and 64, means over 4 × 4 windows, fc: 160,906
/// parameters on MNIST and 161,482 on CIFAR-10.
Sequential cnn_with_residual(Index classes = 10);

/// The same with Dropout2d after the first ReLU and in every block, all with the probability `dropout`, and with 128
/// channels and stride 2 in the last: 327,882 parameters on CIFAR-10.
Sequential cnn_with_residual_reg(Index classes = 10, double dropout = 0.3);

/// conv3×3 32, ReLU, basic block 32, pool 2, basic blocks 64 (stride 2) and 64, the mean of each channel, fc: 151,818
/// parameters on CIFAR-10.
Sequential resnet_like_cnn(Index classes = 10);

/// Which block a DiffBlocksNN is made of.
enum class BlockKind { basic, bottleneck, wide };

/// conv3×3 64 with BatchNorm and ReLU, four stages of two blocks with 64, 128, 256 and 512 channels (twice as many if
/// wide), the mean of each channel, fc: 11,173,962, 883,402 and 44,595,786 parameters on CIFAR-10.
/// @param kind      of all its blocks
/// @param classes   how many outputs
/// @param channels  of the first stage; with fewer than the homework's 64, all stages are narrower alike
Sequential diff_blocks_nn(BlockKind kind, Index classes = 10, Index channels = 64);

}  // namespace strata
