#pragma once

#include <optional>
#include <string>

#include "02_modules/sequential.hpp"
#include "13_custom_layers/pytorch_weights.hpp"

namespace strata {

/// What is known of a file of weights beside the name of its network.
struct WeightsHints {
  std::optional<WeightsFormat> format{};  ///< none: the likely one
  std::optional<Shape> image{};           ///< [H,W,C]; none: the first of the homework's images that the weights fit
};

/// A network of this name, built, with the weights of a file.
/// @throws UsageError as network_entry does
/// @throws Error as load_weights does
Sequential network_with_weights(const std::string& name, const WeightsFile& file, const WeightsHints& hints = {});

}  // namespace strata
