#include "13_custom_layers/pytorch_names.hpp"

#include <fmt/format.h>

#include <regex>
#include <sstream>
#include <vector>

namespace strata {
namespace {

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts;
  std::istringstream stream(name);
  for (std::string part; std::getline(stream, part, '.');) parts.push_back(part);
  return parts;
}

// [region names]
std::string pytorch_tensor(const std::string& tensor) {
  if (tensor == "scale") return "weight";
  if (tensor == "shift") return "bias";
  if (tensor == "running_variance") return "running_var";
  if (tensor == "batches_tracked") return "num_batches_tracked";
  return tensor;
}

std::string pytorch_module(const std::string& module, const std::string& inside) {
  static const std::regex norm("conv([0-9]+)_norm"), stage("stage([0-9]+)_block([0-9]+)");
  std::smatch number;
  if (inside == "shortcut" && module == "conv") return "0";
  if (inside == "shortcut" && module == "conv_norm") return "1";
  if (std::regex_match(module, number, norm)) return "bn" + number.str(1);
  if (std::regex_match(module, number, stage)) {
    return fmt::format("layer{}.{}", number.str(1), std::stoi(number.str(2)) - 1);
  }
  return module;
}
// [endregion names]

}  // namespace

std::string pytorch_name(const std::string& name) {
  const std::vector<std::string> parts = parts_of(name);
  std::vector<std::string> result;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i] != "branch") result.push_back(pytorch_module(parts[i], i == 0 ? "" : parts[i - 1]));
  }
  result.push_back(pytorch_tensor(parts.back()));
  return fmt::format("{}", fmt::join(result, "."));
}

}  // namespace strata
