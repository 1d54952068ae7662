#include "06_optimizers/optimizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "common/closest_name.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

void expect_parameters(const std::string& kind, const std::vector<Parameter*>& parameters) {
  if (parameters.empty()) {
    throw Error({kind, "no parameters", "one or more",
                 "build the network first; a network without a layer that learns needs no optimiser"});
  }
  const TensorOptions first = parameters.front()->value.options();
  std::set<std::string> paths;
  for (const Parameter* parameter : parameters) {
    const TensorOptions options = parameter->value.options();
    if (options.dtype != Dtype::f32 && options.dtype != Dtype::f64) {
      throw Error({kind, fmt::format("{}, {}", parameter->path, parameter->value.describe()), "float32 or float64",
                   "a step needs numbers with a fraction"});
    }
    if (options.device != first.device) {
      throw Error({kind, fmt::format("{} on the {}", parameter->path, name(options.device)),
                   fmt::format("the {}, where {} is", name(first.device), parameters.front()->path),
                   "make one optimiser for each device"});
    }
    if (!paths.insert(parameter->path).second) {
      throw Error({kind, fmt::format("the path {} twice", parameter->path), "paths that differ",
                   "give networks different names, and a parameter once"});
    }
  }
}

bool lies_in(std::string_view path, std::string_view module) {
  return path == module || (path.starts_with(module) && path.substr(module.size()).starts_with('.'));
}

}  // namespace

void expect_not_negative(std::string_view where, std::string_view option, double value) {
  if (value >= 0 && std::isfinite(value)) return;
  throw Error({fmt::format("{}, {}", where, option), fmt::format("{}", value), "a finite number, 0 or more", ""});
}

void expect_fraction(std::string_view where, std::string_view option, double value) {
  if (value >= 0 && value < 1) return;
  throw Error({fmt::format("{}, {}", where, option), fmt::format("{}", value), "0 or more and below 1",
               "it is the share of an average that stays from one step to the next"});
}

Optimizer::Optimizer(std::string kind, std::vector<Parameter*> parameters, double learning_rate,
                     std::vector<Memory> memory)
    : kind_(std::move(kind)), memory_(std::move(memory)), now_{learning_rate, 0} {
  expect_parameters(kind_, parameters);
  expect_not_negative(kind_, "learning rate", learning_rate);
  for (Parameter* parameter : parameters) {
    Slot& slot = slots_.emplace_back();
    slot.parameter = parameter;
    const Tensor& value = parameter->value;
    for (const Memory& kept : memory_) {
      const Shape shape = kept.rows == 0 ? value.shape() : value.shape().with_front(kept.rows, 'M');
      slot.memory.push_back(Tensor::full(shape, 0, value.options()));
    }
  }
  const Device device = parameters.front()->value.device();
  clock_ = Tensor::from<double>({2}, {learning_rate, 0}).to(device);
  tick_ = Tensor::from<double>({2}, {0, 1}).to(device);
}

// [region step]
void Optimizer::step() {
  for (const Slot& slot : slots_) expect_ready(slot);
  clock_.add(tick_);
  ++now_[1];
  steps_.clear();
  for (Slot& slot : slots_) {
    if (slot.frozen) continue;
    Parameter& parameter = *slot.parameter;
    steps_.push_back({{clock_, slot.rate_factor, slot.missed}, parameter.grad(), slot.memory, parameter.value});
  }
  update_all({steps_, slots_.size(), notes_});
}

void Optimizer::update_all(const JointStep& step) {
  for (const ParameterStep& own : step.parameters) update(own.pace, own.gradient, own.memory, own.value);
}
// [endregion step]

bool Optimizer::alike(const JointStep& step) {
  return !step.parameters.empty() && std::ranges::all_of(step.parameters, [&](const ParameterStep& own) {
    return own.value.dtype() == step.parameters.front().value.dtype();
  });
}

std::vector<Parameter*> Optimizer::moving_parameters() const {
  std::vector<Parameter*> moving;
  for (const Slot& slot : slots_) {
    if (!slot.frozen) moving.push_back(slot.parameter);
  }
  return moving;
}

void Optimizer::zero_grad() {
  for (Slot& slot : slots_) slot.parameter->zero_grad();
}

void Optimizer::set_learning_rate(double rate) {
  expect_not_negative(kind_, "learning rate", rate);
  clock_.slice(0, 1).fill(rate);
  now_[0] = rate;
}

void Optimizer::scale_rate(std::string_view path, double factor) {
  expect_not_negative(kind_, fmt::format("rate factor of {}", path), factor);
  for (Slot* slot : slots_at(path)) slot->rate_factor = factor;
  ++changes_;
}

void Optimizer::freeze(std::string_view path) {
  for (Slot* slot : slots_at(path)) {
    if (slot->frozen) continue;
    slot->frozen = true;
    slot->frozen_since = now_[1];
    ++changes_;
  }
}

void Optimizer::unfreeze(std::string_view path) {
  for (Slot* slot : slots_at(path)) {
    if (!slot->frozen) continue;
    slot->frozen = false;
    slot->missed += now_[1] - slot->frozen_since;
    ++changes_;
  }
}

Index Optimizer::remembered() const {
  Index count = 0;
  for (const Slot& slot : slots_) {
    for (const Tensor& tensor : slot.memory) count += tensor.count();
  }
  return count;
}

std::vector<Optimizer::Slot*> Optimizer::slots_at(std::string_view path) {
  std::vector<Slot*> found;
  for (Slot& slot : slots_) {
    if (lies_in(slot.parameter->path, path)) found.push_back(&slot);
  }
  if (found.empty()) throw unknown_path(path);
  return found;
}

Error Optimizer::unknown_path(std::string_view path) const {
  std::vector<std::string> known;  // of parameters, and of the modules around them
  for (const Slot& slot : slots_) {
    const std::string& whole = slot.parameter->path;
    known.push_back(whole);
    for (std::size_t dot = whole.find('.'); dot != std::string::npos; dot = whole.find('.', dot + 1)) {
      const std::string module = whole.substr(0, dot);
      if (std::ranges::find(known, module) == known.end()) known.push_back(module);
    }
  }
  const std::string near = closest_name(path, known);
  return Error({kind_, fmt::format("the path \"{}\"", path), "the path of a parameter or of a module",
                near.empty() ? fmt::format("the first parameter is {}", slots_.front().parameter->path)
                             : fmt::format("did you mean {}?", near)});
}

void Optimizer::expect_ready(const Slot& slot) const {
  if (slot.frozen) return;
  const Tensor& value = slot.parameter->value;
  const std::string& path = slot.parameter->path;
  if (!slot.parameter->has_grad()) {
    throw Error({fmt::format("{}, {}", kind_, path), "a gradient that no backward pass has written since zero_grad()",
                 "a forward and a backward pass before each step",
                 fmt::format("freeze(\"{}\") if it shall stay as it is", path)});
  }
  for (std::size_t i = 0; i < slot.memory.size(); ++i) {
    const Shape kept = memory_[i].rows == 0 ? slot.memory[i].shape() : slot.memory[i].shape().without_front();
    if (kept == value.shape() && slot.memory[i].options() == value.options()) continue;
    throw Error(
        {fmt::format("{}, {}", kind_, path), value.describe(),
         fmt::format("{} of {}, as when the optimiser was made", kept.to_string(), to_string(slot.memory[i].options())),
         "make the optimiser after build() and to()"});
  }
}

}  // namespace strata
