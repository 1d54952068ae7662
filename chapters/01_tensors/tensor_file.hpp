#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// A tensor with the name it has in a file.
struct NamedTensor {
  std::string name;  ///< unique in its file
  Tensor tensor;     ///< of any dtype, on any device
};

/// Writes tensors to a safetensors file, which PyTorch and others read. The file appears whole or not at all; the file
/// that was there before stays until then. `metadata` is text that the file holds beside the tensors, by keys.
/// @throws Error if two names are equal or the file cannot be written
void save_tensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                  const std::map<std::string, std::string>& metadata = {});

/// Reads every tensor of a safetensors file, in the file's order, onto the CPU. Shapes have no letters.
/// @throws Error with the file's name if it is missing or damaged, or holds a dtype or a shape that Strata has not
std::vector<NamedTensor> load_tensors(const std::filesystem::path& path);

}  // namespace strata
