// Saving what an optimiser knows, and going on from it.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "06_optimizers/optimizer.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

constexpr Index settings_per_parameter = 3;  // rate factor, frozen or not, steps missed

const NamedTensor* find(const std::vector<NamedTensor>& state, const std::string& name) {
  const auto found = std::ranges::find(state, name, &NamedTensor::name);
  return found == state.end() ? nullptr : &*found;
}

// "Adam.clock" tells whose state it is.
std::string kind_of(const std::vector<NamedTensor>& state) {
  for (const NamedTensor& entry : state) {
    if (entry.name.ends_with(".clock")) return entry.name.substr(0, entry.name.find('.'));
  }
  return "no optimiser";
}

void expect_possible(const std::string& kind, const Tensor& clock, const Tensor& settings) {
  const double rate = clock.values<double>()[0], steps = clock.values<double>()[1];
  expect_not_negative(kind + ", state", "learning rate", rate);
  expect_not_negative(kind + ", state", "number of steps", steps);
  for (Index i = 0; i < settings.dim(0); ++i) {
    const double* const own = settings.values<double>().data() + i * settings_per_parameter;
    expect_not_negative(kind + ", state", "rate factor", own[0]);
    if ((own[1] == 0 || own[1] == 1) && own[2] >= 0 && own[2] <= steps) continue;
    throw Error({kind + ", state",
                 fmt::format("parameter {}: frozen {}, {} steps missed of {}", i, own[1], own[2], steps),
                 "frozen 0 or 1, and no more steps missed than there were", "the file is damaged"});
  }
}

}  // namespace

std::string Optimizer::memory_name(const Slot& slot, std::size_t memory) const {
  return fmt::format("{}.{}.{}", kind_, memory_[memory].name, slot.parameter->path);
}

Tensor Optimizer::settings() const {
  Tensor settings({static_cast<Index>(slots_.size()), settings_per_parameter}, {Device::cpu, Dtype::f64});
  double* next = settings.values<double>().data();
  for (const Slot& slot : slots_) {
    *next++ = slot.rate_factor;
    *next++ = slot.frozen ? 1 : 0;
    *next++ = slot.missed + (slot.frozen ? now_[1] - slot.frozen_since : 0);
  }
  return settings;
}

std::vector<NamedTensor> Optimizer::state() const {
  std::vector<NamedTensor> state{{kind_ + ".clock", clock_.clone()}, {kind_ + ".settings", settings()}};
  for (const Slot& slot : slots_) {
    for (std::size_t i = 0; i < slot.memory.size(); ++i) {
      state.push_back({memory_name(slot, i), slot.memory[i].clone()});
    }
  }
  return state;
}

void Optimizer::load_state(const std::vector<NamedTensor>& state) {
  // First look at everything, then change.
  if (find(state, kind_ + ".clock") == nullptr) {
    throw Error({kind_ + ", state", fmt::format("the state of {}", kind_of(state)), "the state of " + kind_,
                 "make the optimiser that the state was taken from"});
  }
  std::set<std::string> known{kind_ + ".clock", kind_ + ".settings"};
  for (const Slot& slot : slots_) {
    for (std::size_t i = 0; i < slot.memory.size(); ++i) {
      const std::string name = memory_name(slot, i);
      expect_entry(state, name, slot.memory[i]);
      known.insert(name);
    }
  }
  for (const NamedTensor& entry : state) {
    if (known.contains(entry.name)) continue;
    throw Error({kind_ + ", state", fmt::format("{} {}", entry.name, entry.tensor.shape().to_string()),
                 "nothing of that name", "it was taken with another network or with other options"});
  }
  const Tensor& clock = expect_entry(state, kind_ + ".clock", clock_);
  const Tensor& loaded_settings = expect_entry(state, kind_ + ".settings", settings());
  const Tensor loaded_clock = clock.to(Device::cpu);
  expect_possible(kind_, loaded_clock, loaded_settings.to(Device::cpu));

  clock_.copy_from(clock);
  now_ = {loaded_clock.values<double>()[0], loaded_clock.values<double>()[1]};
  ++changes_;
  load_settings(loaded_settings.to(Device::cpu));
  for (Slot& slot : slots_) {
    for (std::size_t i = 0; i < slot.memory.size(); ++i) {
      slot.memory[i].copy_from(find(state, memory_name(slot, i))->tensor);
    }
  }
}

const Tensor& Optimizer::expect_entry(const std::vector<NamedTensor>& state, const std::string& name,
                                      const Tensor& present) const {
  const NamedTensor* const entry = find(state, name);
  const std::string expected = fmt::format("{} of {}", present.shape().to_string(), strata::name(present.dtype()));
  if (entry == nullptr) {
    throw Error({kind_ + ", state", "no tensor " + name, expected, "the state is another network's or was cut short"});
  }
  const Tensor& tensor = entry->tensor;
  if (tensor.defined() && tensor.shape() == present.shape() && tensor.dtype() == present.dtype()) return tensor;
  throw Error({fmt::format("{}, state, {}", kind_, name),
               tensor.defined() ? fmt::format("{} of {}", tensor.shape().to_string(), strata::name(tensor.dtype()))
                                : "no tensor",
               expected, "the state is another network's, or was taken with other options"});
}

void Optimizer::load_settings(const Tensor& settings) {
  const double* next = settings.values<double>().data();
  for (Slot& slot : slots_) {
    slot.rate_factor = *next++;
    slot.frozen = *next++ != 0;
    slot.missed = *next++;
    slot.frozen_since = now_[1];
  }
}

}  // namespace strata
