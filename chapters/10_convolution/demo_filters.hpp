#pragma once

#include <filesystem>

#include "01_tensors/tensor.hpp"
#include "10_convolution/conv2d.hpp"
#include "common/picture.hpp"

namespace strata {

/// The filters of a first layer, before and after training, as images.
Picture draw_filters(Conv2d& before, Conv2d& after, const std::filesystem::path& out);

/// One image x [1,H,W,C], and what the filters that training changed most make of it, before and after.
Picture draw_feature_maps(Conv2d& before, Conv2d& after, const Tensor& x, const std::filesystem::path& out);

}  // namespace strata
