#pragma once

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "13_custom_layers/pytorch_layout.hpp"

namespace strata {

/// Where the numbers of PyTorch are.
inline std::filesystem::path parity_folder() { return std::filesystem::path(STRATA_PARITY_FIXTURE).parent_path(); }

/// "conv1.weight float32 [32,1,3,3]": a tensor as PyTorch has it, in the words of 13_pytorch_weights.txt.
inline std::string described(const PytorchTensor& tensor) {
  std::vector<Index> sizes;
  for (Index axis = 0; axis < tensor.pytorch_shape.rank(); ++axis) sizes.push_back(tensor.pytorch_shape[axis]);
  return fmt::format("{} {} [{}]", tensor.pytorch_name, tensor.dtype == Dtype::i64 ? "int64" : name(tensor.dtype),
                     fmt::join(sizes, ","));
}

/// The tensors of every network of the homework in PyTorch, as 13_pytorch_weights.txt lists them.
inline std::map<std::string, std::vector<std::string>> pytorch_state_dicts() {
  std::map<std::string, std::vector<std::string>> result;
  std::ifstream file(parity_folder() / "13_pytorch_weights.txt");
  for (std::string network, tensor; file >> network && file.get() == ' ' && std::getline(file, tensor);) {
    result[network].push_back(tensor);
  }
  return result;
}

/// Images from PyTorch: from [N,C,H,W] to [N,H,W,C].
inline Tensor channels_last(const Tensor& images) {
  const Shape& s = images.shape();
  const Shape shape{{s[0], s[2], s[3], s[1]}, "NHWC"};
  return from_pytorch(images, {.name = "x", .pytorch_name = "x", .shape = shape, .pytorch_shape = s, .images = shape});
}

/// Checks that two lists hold the same tensors under the same names, in any order, byte for byte.
inline void check_equal_tensors(const std::vector<NamedTensor>& computed, const std::vector<NamedTensor>& expected) {
  std::map<std::string, Tensor> wanted;
  for (const NamedTensor& entry : expected) wanted[entry.name] = entry.tensor;
  CHECK(computed.size() == wanted.size());
  for (const NamedTensor& entry : computed) {
    INFO(entry.name);
    REQUIRE(wanted.contains(entry.name));
    const Tensor& other = wanted.at(entry.name);
    REQUIRE(entry.tensor.shape() == other.shape());
    REQUIRE(entry.tensor.dtype() == other.dtype());
    with_type(other.dtype(), [&]<class T>() {
      const auto a = std::as_bytes(entry.tensor.values<T>()), b = std::as_bytes(other.values<T>());
      CHECK(std::memcmp(a.data(), b.data(), a.size()) == 0);
    });
  }
}

}  // namespace strata
