#pragma once

#include <string>

#include "01_tensors/shape.hpp"

namespace strata {

/// What to do where a branch makes samples of shape `output` from samples of shape `input`: the name of the shortcut
/// that gives the same shape, "a 1x1 convolution with stride 2 to 64 channels" for instance, or the advice to change
/// the branch where none does.
std::string hint_for_shortcut(const Shape& input, const Shape& output);

}  // namespace strata
