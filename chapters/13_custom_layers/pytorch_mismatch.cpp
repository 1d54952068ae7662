// What does not fit between a file of weights and a network, and who would fit.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "07_training/module_state.hpp"
#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/pytorch_layout.hpp"
#include "13_custom_layers/pytorch_mismatch.hpp"
#include "common/closest_name.hpp"
#include "common/error.hpp"
#include "common/table.hpp"

namespace strata {
namespace {

struct ExpectedTensor {
  std::string name;
  Shape shape;
  Dtype dtype;
};

std::vector<ExpectedTensor> expected_tensors(Module& network, WeightsFormat format) {
  std::vector<ExpectedTensor> expected;
  if (format == WeightsFormat::strata) {
    for (const auto& [name, tensor] : module_state(network)) expected.push_back({name, tensor.shape(), tensor.dtype()});
  } else {
    for (const PytorchTensor& tensor : pytorch_layout(network)) {
      expected.push_back({tensor.pytorch_name, tensor.pytorch_shape, tensor.dtype});
    }
  }
  return expected;
}

// Axes without their letters, since those of a file have none.
std::string sizes(const Shape& shape) {
  std::vector<Index> result;
  for (Index axis = 0; axis < shape.rank(); ++axis) result.push_back(shape[axis]);
  return fmt::format("[{}]", fmt::join(result, ","));
}

// The first few, and how many there are.
std::string some(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 3;
  if (names.size() <= shown + 1) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + shown, ", "), names.size() - shown);
}

bool is_parameter(const std::string& name) {
  const auto ends = [&](const char* ending) { return name.ends_with(ending); };
  return !ends("running_mean") && !ends("running_var") && !ends("running_variance") && !ends("batches_tracked") &&
         !ends("random_state");
}

Index parameters_in(const WeightsFile& file) {
  Index parameters = 0;
  for (const NamedTensor& entry : file.tensors) parameters += is_parameter(entry.name) ? entry.tensor.count() : 0;
  return parameters;
}

// CNN3x3 and ShallowCNN are one network. Any two others of the table differ in their numbers of parameters.
std::string network_of_this_size(Index parameters) {
  for (const NetworkEntry& entry : network_table()) {
    for (const NetworkSize& size : entry.sizes) {
      if (size.parameters != parameters) continue;
      return fmt::format("it holds {} parameters, as many as {} for images {}", Cell(parameters).text(), entry.name,
                         size.image.to_string());
    }
  }
  return "";
}

std::string name_in(const std::string& text) { return text.substr(0, text.find(' ')); }

// "fc1.weight [128,3136]" for "linear1.weight [128,3136]": the only missing tensor of this shape, or the nearest name.
std::string missing_for(const std::string& unexpected, const std::vector<std::string>& missing) {
  const auto alike = [&](const std::string& text) {
    return text.substr(text.find(' ')) == unexpected.substr(unexpected.find(' '));
  };
  if (std::ranges::count_if(missing, alike) == 1) return name_in(*std::ranges::find_if(missing, alike));
  std::vector<std::string> names;
  for (const std::string& text : missing) names.push_back(name_in(text));
  return closest_name(name_in(unexpected), names);
}

std::string hint_for(Module& network, const WeightsMismatch& mismatch, const WeightsFile& file, WeightsFormat wanted) {
  if (fits_other_format(network, file, wanted)) {
    return wanted == WeightsFormat::pytorch
               ? "this is Strata's own file: `./strata weights export` takes it, or it is already what Strata loads"
               : "this is PyTorch's file: `./strata weights import` takes it";
  }
  const auto wrong_dtype = [](const std::string& text) { return text.find("float") != std::string::npos; };
  if (std::ranges::any_of(mismatch.different, wrong_dtype)) return "in PyTorch, call model.float() before you save";
  const Index parameters = parameters_in(file);
  std::string other = network_of_this_size(parameters);
  if (!other.empty() && parameters != network.parameter_count()) return other;
  for (const std::string& unexpected : mismatch.unexpected) {
    const std::string likely = missing_for(unexpected, mismatch.missing);
    if (!likely.empty()) return fmt::format("is {} what {} calls {}?", name_in(unexpected), network.path(), likely);
  }
  return "tutorials/pytorch_weights.md lists the names";
}

}  // namespace

WeightsMismatch weights_mismatch(Module& network, const WeightsFile& file, WeightsFormat format) {
  WeightsMismatch result;
  std::map<std::string, const Tensor*> stored;
  for (const NamedTensor& entry : file.tensors) stored[entry.name] = &entry.tensor;
  for (const auto& [tensor, shape, dtype] : expected_tensors(network, format)) {
    const auto found = stored.find(tensor);
    if (found == stored.end()) {
      result.missing.push_back(fmt::format("{} {}", tensor, sizes(shape)));
      continue;
    }
    const Tensor& given = *found->second;
    if (given.shape() != shape) {
      result.different.push_back(fmt::format("{} {} instead of {}", tensor, sizes(given.shape()), sizes(shape)));
    } else if (given.dtype() != dtype) {
      result.different.push_back(fmt::format("{} in {} instead of {}", tensor, name(given.dtype()), name(dtype)));
    }
    stored.erase(found);
  }
  for (const auto& [tensor, given] : stored) {
    result.unexpected.push_back(fmt::format("{} {}", tensor, sizes(given->shape())));
  }
  return result;
}

bool fits_other_format(Module& network, const WeightsFile& file, WeightsFormat wanted) {
  const WeightsFormat other = wanted == WeightsFormat::pytorch ? WeightsFormat::strata : WeightsFormat::pytorch;
  return weights_mismatch(network, file, other).count() == 0;
}

void expect_no_mismatch(Module& network, const WeightsFile& file, WeightsFormat format) {
  const WeightsMismatch mismatch = weights_mismatch(network, file, format);
  if (mismatch.count() == 0) return;
  std::vector<std::string> wrong;
  if (!mismatch.missing.empty()) wrong.push_back("no " + some(mismatch.missing));
  if (!mismatch.unexpected.empty()) wrong.push_back("unexpected " + some(mismatch.unexpected));
  if (!mismatch.different.empty()) wrong.push_back(some(mismatch.different));
  throw Error({file.path.string(), fmt::format("{}", fmt::join(wrong, "; ")),
               fmt::format("{} of {} for images {}",
                           format == WeightsFormat::pytorch ? "PyTorch's weights" : "Strata's weights", network.path(),
                           network.input_sample().to_string()),
               hint_for(network, mismatch, file, format)});
}

}  // namespace strata
