#include "13_custom_layers/weights_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include "07_training/non_finite.hpp"
#include "common/error.hpp"
#include "common/safetensors.hpp"

namespace strata {
namespace {

void expect_no_archive(const std::filesystem::path& path) {
  std::string begin(4, ' ');
  std::ifstream(path, std::ios::binary).read(begin.data(), 4);
  if (begin != "PK\003\004") return;
  throw Error({path.string(), "a zip archive, as torch.save writes it", "a safetensors file",
               "in Python, load it and call safetensors.torch.save_file({name: tensor.contiguous() for name, tensor in "
               "model.state_dict().items()}, \"weights.safetensors\")"});
}

void expect_no_checkpoint(const std::filesystem::path& path, const SafetensorsFile& file) {
  if (file.find("training/position") == nullptr) return;
  const std::filesystem::path weights = path.parent_path() / "weights.safetensors";
  throw Error({path.string(), "a checkpoint, with the state of the optimiser and of the training",
               "a file of weights alone",
               std::filesystem::exists(weights) ? fmt::format("take {}", weights.string())
                                                : "a training that has ended leaves weights.safetensors beside it"});
}

void expect_known_precision(const std::filesystem::path& path, const SafetensorsFile& file) {
  constexpr std::array small{SafeDtype::f16, SafeDtype::bf16, SafeDtype::f8_e4m3, SafeDtype::f8_e5m2};
  for (const SafeTensor& tensor : file.tensors) {
    if (std::ranges::find(small, tensor.dtype) == small.end()) continue;
    throw Error({fmt::format("{}, tensor {}", path.string(), tensor.name),
                 fmt::format("numbers of type {}", safetensors_name(tensor.dtype)), "F32",
                 "in PyTorch, call model.float() before you save"});
  }
}

}  // namespace

WeightsFile read_weights(const std::filesystem::path& path) {
  expect_no_archive(path);
  const SafetensorsFile file = read_safetensors(path);
  expect_no_checkpoint(path, file);
  expect_known_precision(path, file);
  return {path, load_tensors(path), file.metadata};
}

void expect_finite(const WeightsFile& file) {
  std::string first;
  std::size_t others = 0;
  for (const NamedTensor& entry : file.tensors) {
    if (is_finite(entry.tensor)) continue;
    if (first.empty()) {
      first = entry.name;
    } else {
      ++others;
    }
  }
  if (first.empty()) return;
  throw Error({file.path.string(),
               fmt::format("NaN or infinity in {}{}", first, others > 0 ? fmt::format(" and {} more", others) : ""),
               "finite numbers", "the training that left them diverged: train again with a smaller learning rate"});
}

}  // namespace strata
