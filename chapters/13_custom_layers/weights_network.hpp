#pragma once

#include <optional>
#include <string>

#include "02_modules/sequential.hpp"
#include "13_custom_layers/pytorch_weights.hpp"

namespace strata {

/// A network of this name with the weights of a file, built for the first of the homework's images that they fit.
/// @param format  of the file; none: the likely one
/// @throws UsageError as network_entry does
/// @throws Error as load_weights does
Sequential network_with_weights(const std::string& name, const WeightsFile& file,
                                std::optional<WeightsFormat> format = {});

}  // namespace strata
