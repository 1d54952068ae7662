#pragma once

#include <string>

#include "02_modules/sequential.hpp"

namespace strata {

// The homework's networks of convolutions and poolings. Build them for any image; input sizes are taken from it. The
// number of parameters is that for the homework's images.

/// 3×3 32, pool, 3×3 64, pool, linear 128 with dropout, linear: 421,642 parameters on MNIST.
/// @param classes  how many outputs
/// @param dropout  p of the dropout before the last layer
Sequential simple_cnn(Index classes = 10, double dropout = 0.25);

/// The CNN of the homework's comparison with CuPy: 3×3 8, pool, 3×3 16, pool, linear 128, linear: 103,018 on MNIST.
Sequential comparison_cnn(Index classes = 10);

/// Two convolutions with ReLU and pool 2 after each, and one linear layer, for images of any size. Both windows have
/// `kernel` rows and columns; the convolutions have `first` and `second` channels.
Sequential two_convolutions(const std::string& name, Index kernel, Index first, Index second, Index classes = 10);

/// @{
/// Three such networks: 60,362, 34,538 and 17,722 parameters on
/// CIFAR-10. The larger the window, the fewer the channels. The homework calls the first ShallowCNN where it compares
/// depths.
Sequential cnn_3x3(Index classes = 10);
Sequential cnn_5x5(Index classes = 10);
Sequential cnn_7x7(Index classes = 10);
/// @}

/// 1×1 and 3×3 in turns, with no ReLU between a 3×3 and its pool, and `last` channels in the last convolution.
Sequential ones_and_threes(const std::string& name, Index last, Index classes = 10);

/// One of these with 64: 65,226 parameters on CIFAR-10.
Sequential cnn_1x1_3x3(Index classes = 10);

/// Four convolutions, two pools: 322,762 parameters on CIFAR-10.
Sequential medium_cnn(Index classes = 10);

/// Six convolutions, two pools: 368,938 parameters on CIFAR-10.
Sequential deep_cnn(Index classes = 10);

}  // namespace strata
