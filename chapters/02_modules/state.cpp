#include "02_modules/state.hpp"

#include <fmt/format.h>

#include "common/error.hpp"

namespace strata {
namespace {

// The three visitors that call a function for one kind of part.
struct Children : StateVisitor {
  explicit Children(FunctionRef<void(std::string_view, Module&)> action) : action_(action) {}
  void child(std::string_view name, Module& module) override { action_(name, module); }
  FunctionRef<void(std::string_view, Module&)> action_;
};

struct OwnParameters : StateVisitor {
  explicit OwnParameters(FunctionRef<void(std::string_view, Parameter&)> action) : action_(action) {}
  void parameter(std::string_view name, Parameter& parameter) override { action_(name, parameter); }
  FunctionRef<void(std::string_view, Parameter&)> action_;
};

struct AllTensors : StateVisitor {
  explicit AllTensors(FunctionRef<void(Tensor&)> action) : action_(action) {}
  void parameter(std::string_view, Parameter& parameter) override { action_(parameter.value); }
  void buffer(std::string_view, Tensor& tensor) override { action_(tensor); }
  void child(std::string_view, Module& module) override { module.visit(*this); }
  FunctionRef<void(Tensor&)> action_;
};

struct AllBuffers : StateVisitor {
  void buffer(std::string_view, Tensor& tensor) override { found.push_back(&tensor); }
  void child(std::string_view, Module& module) override { module.visit(*this); }
  std::vector<Tensor*> found;
};

struct AllParameters : StateVisitor {
  void parameter(std::string_view, Parameter& parameter) override { found.push_back(&parameter); }
  void child(std::string_view, Module& module) override { module.visit(*this); }
  std::vector<Parameter*> found;
};

bool is_floating(Dtype dtype) { return dtype == Dtype::f32 || dtype == Dtype::f64; }

// Visiting reads the parts of a module and never changes which parts there are.
Module& for_visiting(const Module& module) { return const_cast<Module&>(module); }

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
  path_ = path;
  for_each_own_parameter(*this,
                         [&](std::string_view name, Parameter& p) { p.path = fmt::format("{}.{}", path, name); });
  for_each_child(*this,
                 [&](std::string_view name, Module& child) { child.set_path(fmt::format("{}.{}", path, name)); });
}

void Module::to(Device device) {
  for_each_tensor(*this, [&](Tensor& tensor) {
    if (tensor.defined()) tensor = tensor.to(device);
  });
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
  for_each_tensor(*this, [&](Tensor& tensor) {
    if (tensor.defined() && is_floating(tensor.dtype())) tensor = tensor.to(dtype);
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
  copy_modes(for_visiting(*this), *copy);
  copy->to(options_.dtype);
  copy->to(options_.device);
  if (!built_) return copy;
  Rng unused(0);  // build() wants initial values; the next lines replace them
  copy->build(input_sample_, unused);
  std::vector<const Tensor*> originals;
  for_each_tensor(for_visiting(*this), [&](Tensor& tensor) { originals.push_back(&tensor); });
  std::size_t next = 0;
  for_each_tensor(*copy, [&](Tensor& tensor) { tensor = originals[next++]->clone(); });
  return copy;
}

}  // namespace strata
