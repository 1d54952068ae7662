#include "14_fast_cpu/layer_modes.hpp"

#include <cstddef>

#include "common/function_ref.hpp"

namespace strata {
namespace {

void for_each_mode(Sequential& network, FunctionRef<void(bool)> action) {
  for (Index i = 0; i < network.size(); ++i) {
    for_each_module(network[i], [&](Module& module) { action(module.training()); });
  }
}

bool is_in_mode(Module& layer, bool training) {
  bool equal = true;
  for_each_module(layer, [&](Module& module) { equal = equal && module.training() == training; });
  return equal;
}

}  // namespace

std::vector<bool> modes_of_layers(Sequential& network) {
  std::vector<bool> modes;
  for_each_mode(network, [&](bool training) { modes.push_back(training); });
  return modes;
}

bool has_modes(Sequential& network, const std::vector<bool>& modes) {
  std::size_t next = 0;
  bool equal = true;
  for_each_mode(network, [&](bool training) {
    equal = equal && next < modes.size() && modes[next] == training;
    ++next;
  });
  return equal && next == modes.size();
}

bool equally_mixed(const std::vector<bool>& before, const std::vector<bool>& now) {
  if (before.size() != now.size()) return false;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if ((before[i] == before[0]) != (now[i] == now[0])) return false;
  }
  return true;
}

void set_own_mode(Module& module, bool training) {
  std::vector<bool> modes;
  for_each_module(module, [&](Module& part) { modes.push_back(part.training()); });
  modes.front() = training;
  std::size_t next = 0;
  for_each_module(module, [&](Module& part) { part.train(modes[next++]); });
}

std::span<Module* const> layers_in_one_mode(std::span<Module* const> layers) {
  const bool training = layers.front()->training();
  std::size_t count = 0;
  while (count < layers.size() && is_in_mode(*layers[count], training)) ++count;
  return layers.first(count);
}

}  // namespace strata
