#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "01_tensors/tensor_file.hpp"

namespace strata {

/// A file of weights as it was read.
struct WeightsFile {
  std::filesystem::path path;                   ///< for messages
  std::vector<NamedTensor> tensors;             ///< every tensor
  std::map<std::string, std::string> metadata;  ///< the text beside them
};

/// Reads a safetensors file.
/// @throws Error as load_tensors does, and with a way out for what is no file of weights in float32 or float64: what
/// torch.save writes, a checkpoint of a training, numbers of 16 or 8 bits
WeightsFile read_weights(const std::filesystem::path& path);

/// @throws Error that names the tensors in which a number is NaN or infinite
void expect_finite(const WeightsFile& file);

}  // namespace strata
