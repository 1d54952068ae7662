#include "02_modules/state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "common/error.hpp"

namespace strata {
namespace {

// The three visitors that call a function for one kind of part.
struct Children : StateVisitor {
  explicit Children(FunctionRef<void(std::string_view, Module&)> called) : action(called) {}
  void child(std::string_view name, Module& module) override { action(name, module); }
  FunctionRef<void(std::string_view, Module&)> action;
};

struct OwnParameters : StateVisitor {
  explicit OwnParameters(FunctionRef<void(std::string_view, Parameter&)> called) : action(called) {}
  void parameter(std::string_view name, Parameter& parameter) override { action(name, parameter); }
  FunctionRef<void(std::string_view, Parameter&)> action;
};

struct AllTensors : StateVisitor {
  explicit AllTensors(FunctionRef<void(Tensor&)> called) : action(called) {}
  void parameter(std::string_view, Parameter& parameter) override { action(parameter.value); }
  void buffer(std::string_view, Tensor& tensor) override { action(tensor); }
  void child(std::string_view, Module& module) override { module.visit(*this); }
  FunctionRef<void(Tensor&)> action;
};

struct AllBuffers : StateVisitor {
  void buffer(std::string_view, Tensor& tensor) override { found.push_back(&tensor); }
  void child(std::string_view, Module& module) override { module.visit(*this); }
  std::vector<Tensor*> found;
};

struct AllParameters : StateVisitor {
  void parameter(std::string_view, Parameter& parameter) override {
    if (std::ranges::find(found, &parameter) == found.end()) found.push_back(&parameter);
  }
  void child(std::string_view, Module& module) override { module.visit(*this); }
  std::vector<Parameter*> found;
};

bool is_floating(Dtype dtype) { return dtype == Dtype::f32 || dtype == Dtype::f64; }

// Visiting reads the parts of a module and never changes which parts there are.
Module& for_visiting(const Module& module) { return const_cast<Module&>(module); }

// All or nothing: where one conversion fails, for want of memory, every tensor stays as it was.
void convert_tensors(Module& module, FunctionRef<Tensor(const Tensor&)> convert) {
  std::vector<Tensor> converted;
  for_each_tensor(module, [&](Tensor& tensor) { converted.push_back(tensor.defined() ? convert(tensor) : Tensor()); });
  std::size_t next = 0;
  for_each_tensor(module, [&](Tensor& tensor) { tensor = converted[next++]; });
}

void expect_equal_parts(std::size_t original, std::size_t copy, std::string_view parts, const std::string& where) {
  if (original == copy) return;
  throw Error({where + ", clone()", fmt::format("a copy with {} {}", copy, parts), fmt::format("{}", original),
               "fresh() must keep every option"});
}

std::size_t module_count(Module& module) {
  std::size_t count = 0;
  for_each_module(module, [&](Module&) { ++count; });
  return count;
}

void copy_modes(Module& from, Module& to) {
  std::vector<bool> modes;
  for_each_module(from, [&](Module& module) { modes.push_back(module.training()); });
  std::size_t next = 0;
  for_each_module(to, [&](Module& module) { module.train(modes[next++]); });
}

}  // namespace

void for_each_child(Module& module, FunctionRef<void(std::string_view, Module&)> action) {
  Children visitor(action);
  module.visit(visitor);
}

void for_each_own_parameter(Module& module, FunctionRef<void(std::string_view, Parameter&)> action) {
  OwnParameters visitor(action);
  module.visit(visitor);
}

void for_each_tensor(Module& module, FunctionRef<void(Tensor&)> action) {
  AllTensors visitor(action);
  module.visit(visitor);
}

void for_each_module(Module& module, FunctionRef<void(Module&)> action) {
  action(module);
  for_each_child(module, [&](std::string_view, Module& child) { for_each_module(child, action); });
}

std::vector<Tensor*> buffers(Module& module) {
  AllBuffers visitor;
  module.visit(visitor);
  return visitor.found;
}

std::vector<Parameter*> Module::parameters() {
  AllParameters visitor;
  visit(visitor);
  return visitor.found;
}

Index Module::parameter_count() const {
  Index total = 0;
  for (const Parameter* parameter : for_visiting(*this).parameters()) total += parameter->value.count();
  return total;
}

void Module::zero_grad() {
  for_each_module(*this, [](Module& module) {
    for_each_own_parameter(module, [](std::string_view, Parameter& own) { own.zero_grad(); });
  });
}

void Module::set_path(const std::string& path) {
  std::vector<Parameter*> named;
  name_parts(path, named);
}

// A shared parameter keeps the first name it gets.
void Module::name_parts(const std::string& path, std::vector<Parameter*>& named) {
  path_ = path;
  for_each_own_parameter(*this, [&](std::string_view name, Parameter& parameter) {
    if (std::ranges::find(named, &parameter) != named.end()) return;
    parameter.path = fmt::format("{}.{}", path, name);
    named.push_back(&parameter);
  });
  for_each_child(
      *this, [&](std::string_view name, Module& child) { child.name_parts(fmt::format("{}.{}", path, name), named); });
}

void Module::to(Device device) {
  convert_tensors(*this, [device](const Tensor& tensor) { return tensor.to(device); });
  for_each_module(*this, [&](Module& module) {
    module.options_.device = device;
    module.ready_ = Ready::never_forward;
  });
  zero_grad();
}

void Module::to(Dtype dtype) {
  if (!is_floating(dtype)) {
    throw Error({path(), fmt::format("a conversion to {}", name(dtype)), "float32 or float64",
                 "gradients need numbers with a fraction"});
  }
  convert_tensors(*this, [dtype](const Tensor& tensor) {  // integers count or index: they stay
    return is_floating(tensor.dtype()) ? tensor.to(dtype) : tensor;
  });
  for_each_module(*this, [&](Module& module) {
    module.options_.dtype = dtype;
    module.ready_ = Ready::never_forward;
  });
  zero_grad();
}

std::unique_ptr<Module> Module::clone() const {
  std::unique_ptr<Module> copy = fresh();
  if (!path_.empty()) copy->set_path(path_);
  expect_equal_parts(module_count(for_visiting(*this)), module_count(*copy), "modules", path());
  copy_modes(for_visiting(*this), *copy);
  copy->to(options_.dtype);
  copy->to(options_.device);
  if (!built_) return copy;
  Rng unused(0);  // build() wants initial values; the next lines replace them
  copy->build(input_sample_, unused);
  std::vector<const Tensor*> originals;
  for_each_tensor(for_visiting(*this), [&](Tensor& tensor) { originals.push_back(&tensor); });
  std::vector<Tensor*> copies;
  for_each_tensor(*copy, [&](Tensor& tensor) { copies.push_back(&tensor); });
  expect_equal_parts(originals.size(), copies.size(), "tensors", path());
  for (std::size_t i = 0; i < copies.size(); ++i) {
    *copies[i] = originals[i]->defined() ? originals[i]->clone() : Tensor();
  }
  return copy;
}

}  // namespace strata
