#pragma once

#include <memory>

#include "02_modules/sequential.hpp"
#include "10_convolution/conv2d.hpp"

namespace strata {

/// One convolution, with a bias, that computes what a built mean_conv2d() or scaled_conv2d() does: (13.19), (13.21). It
/// has weights of its own, and the dtype of the network.
/// @throws Error if the network was made by neither function, or is not built
std::unique_ptr<Conv2d> folded_conv2d(Sequential& custom);

}  // namespace strata
