#pragma once

#include "02_modules/sequential.hpp"

namespace strata {

/// The homework's network of linear layers for CIFAR-10: 3072-1024-512-256-10, each hidden layer with ReLU and Dropout,
/// 3,805,450 parameters for images of 32 × 32 in three colours. Build it for any image.
/// @param classes  how many outputs
/// @param dropout  p after each hidden layer
Sequential deep_fc_net(Index classes = 10, double dropout = 0.5);

}  // namespace strata
