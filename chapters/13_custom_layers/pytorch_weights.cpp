#include "13_custom_layers/pytorch_weights.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "07_training/module_state.hpp"
#include "13_custom_layers/pytorch_layout.hpp"
#include "13_custom_layers/pytorch_mismatch.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

bool is_random_state(const std::string& name) { return name.ends_with("random_state"); }

std::string metadata_key(const std::string& name) { return "strata." + name; }

// A seed and a position, in text: PyTorch's strict loading allows no tensor that its modules have not.
std::string text_of(const Tensor& random_state) {
  const auto numbers = random_state.values<std::int64_t>();
  return fmt::format("{} {}", numbers[0], numbers[1]);
}

Tensor random_state_of(const std::string& text, const std::string& where) {
  std::istringstream stream(text);
  std::int64_t seed = 0, position = 0;
  std::string rest;
  if (!(stream >> seed >> position) || stream >> rest) {
    throw Error({where, fmt::format("a random state \"{}\"", text), "a seed and a position", "export it again"});
  }
  return Tensor::from<std::int64_t>({2}, {seed, position});
}

std::vector<NamedTensor> state_from_pytorch(Module& network, const WeightsFile& file) {
  std::map<std::string, Tensor> stored;
  for (const NamedTensor& entry : file.tensors) stored[entry.name] = entry.tensor;
  std::vector<NamedTensor> state;
  for (const PytorchTensor& layout : pytorch_layout(network)) {
    state.push_back({layout.name, from_pytorch(stored.at(layout.pytorch_name), layout)});
  }
  for (const NamedTensor& own : module_state(network)) {
    if (!is_random_state(own.name)) continue;
    const auto kept = file.metadata.find(metadata_key(own.name));
    const std::string where = fmt::format("{}, {}", file.path.string(), metadata_key(own.name));
    state.push_back({own.name, kept == file.metadata.end() ? own.tensor : random_state_of(kept->second, where)});
  }
  return state;
}

}  // namespace

WeightsFormat likely_format(Module& network, const WeightsFile& file) {
  const std::size_t here = weights_mismatch(network, file, WeightsFormat::strata).count();
  const std::size_t there = weights_mismatch(network, file, WeightsFormat::pytorch).count();
  if (here != there) return here < there ? WeightsFormat::strata : WeightsFormat::pytorch;
  const auto format = file.metadata.find("format");
  const bool says_pytorch = format != file.metadata.end() && format->second == "pt";
  return says_pytorch ? WeightsFormat::pytorch : WeightsFormat::strata;
}

void load_weights(Module& network, const WeightsFile& file, WeightsFormat format) {
  expect_no_mismatch(network, file, format);
  load_module_state(network, format == WeightsFormat::strata ? file.tensors : state_from_pytorch(network, file));
}

void save_pytorch_weights(Module& network, const std::filesystem::path& path) {
  std::map<std::string, Tensor> state;
  std::map<std::string, std::string> metadata{{"format", "pt"}};
  for (const auto& [name, tensor] : module_state(network)) {
    state[name] = tensor;
    if (is_random_state(name)) metadata[metadata_key(name)] = text_of(tensor);
  }
  std::vector<NamedTensor> tensors;
  for (const PytorchTensor& layout : pytorch_layout(network)) {
    tensors.push_back({layout.pytorch_name, to_pytorch(state.at(layout.name), layout)});
  }
  save_tensors(path, tensors, metadata);
}

}  // namespace strata
