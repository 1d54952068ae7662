#pragma once

#include <string>

#include "02_modules/module.hpp"

namespace strata {

/// Whether no entry of a float32 or float64 tensor is NaN or infinite; true for other dtypes.
bool is_finite(const Tensor& tensor);

/// Where the first number that is not finite appears in a network's forward pass over x, for messages: "the input
/// batch", "parameter FCNet.fc2.weight", "the output of FCNet.fc3". Empty if there is none.
std::string first_non_finite(Module& network, const Tensor& x);

}  // namespace strata
