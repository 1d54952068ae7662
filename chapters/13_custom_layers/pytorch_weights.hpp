#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "02_modules/module.hpp"
#include "13_custom_layers/weights_file.hpp"

namespace strata {

/// Whose names and layouts a file of weights has.
enum class WeightsFormat { strata, pytorch };

/// In what a file differs from a network: text for people, one entry for each tensor.
struct WeightsMismatch {
  std::vector<std::string> missing;     ///< the network has it, the file has not: "fc1.weight [128,3136]"
  std::vector<std::string> unexpected;  ///< the other way round
  std::vector<std::string> different;   ///< "conv1.weight [16,1,3,3] instead of [32,1,3,3]", or the dtype likewise

  /// How many tensors do not fit.
  std::size_t count() const { return missing.size() + unexpected.size() + different.size(); }
};

/// Holds the names, shapes and dtypes of a file against those of a built network.
WeightsMismatch weights_mismatch(Module& network, const WeightsFile& file, WeightsFormat format);

/// The format in which the file fits the network, or fits better. Where both fit, as for a network of linear layers
/// alone, it is PyTorch's if the file's metadata say "format": "pt".
WeightsFormat likely_format(Module& network, const WeightsFile& file);

/// Puts the weights of a file into a built network. All or nothing. Random states of dropout layers that a file of
/// PyTorch's does not have stay as they are.
/// @throws Error that lists what is missing, too much or of another shape, and which network would fit
void load_weights(Module& network, const WeightsFile& file, WeightsFormat format);

/// Writes the weights of a built network as PyTorch's load_state_dict(..., strict=True) takes them. The random states
/// of dropout layers are kept as text beside the tensors.
void save_pytorch_weights(Module& network, const std::filesystem::path& path);

}  // namespace strata
