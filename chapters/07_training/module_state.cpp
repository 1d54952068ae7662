#include "07_training/module_state.hpp"

#include <fmt/format.h>

#include <map>

#include "common/error.hpp"

namespace strata {
namespace {

struct Named {
  std::string name;
  Tensor* tensor;
};

// Every parameter and buffer with its name from the outermost module on.
class Names : public StateVisitor {
 public:
  void parameter(std::string_view name, Parameter& parameter) override { add(name, parameter.value); }
  void buffer(std::string_view name, Tensor& tensor) override { add(name, tensor); }
  void child(std::string_view name, Module& module) override {
    const std::string outer = prefix_;
    prefix_ += fmt::format("{}.", name);
    module.visit(*this);
    prefix_ = outer;
  }
  std::vector<Named> found;

 private:
  void add(std::string_view name, Tensor& tensor) { found.push_back({fmt::format("{}{}", prefix_, name), &tensor}); }
  std::string prefix_;
};

std::vector<Named> named_tensors(Module& module) {
  Names names;
  module.visit(names);
  return names.found;
}

}  // namespace

std::vector<NamedTensor> module_state(Module& module) {
  std::vector<NamedTensor> state;
  for (const Named& entry : named_tensors(module)) state.push_back({entry.name, entry.tensor->clone()});
  return state;
}

void expect_module_state(Module& module, const std::vector<NamedTensor>& state) {
  std::map<std::string, const Tensor*> saved;
  for (const NamedTensor& entry : state) saved[entry.name] = &entry.tensor;
  const std::vector<Named> present = named_tensors(module);
  for (const Named& entry : present) {
    const auto found = saved.find(entry.name);
    const std::string where = fmt::format("{}, {}", module.path(), entry.name);
    if (found == saved.end()) {
      throw Error({where, "a state without it", "a tensor for every parameter", "it is another network's state"});
    }
    expect_shape(*found->second, entry.tensor->shape(), where, "it is another network's state");
    if (found->second->dtype() != entry.tensor->dtype()) {
      throw Error({where, std::string(name(found->second->dtype())), std::string(name(entry.tensor->dtype())),
                   "convert the network with to(Dtype) first"});
    }
    saved.erase(found);
  }
  if (!saved.empty()) {
    throw Error({module.path(), fmt::format("a state with \"{}\", which it has not", saved.begin()->first),
                 "its own parameters and nothing more", "it is another network's state"});
  }
}

void load_module_state(Module& module, const std::vector<NamedTensor>& state) {
  expect_module_state(module, state);
  std::map<std::string, const Tensor*> saved;
  for (const NamedTensor& entry : state) saved[entry.name] = &entry.tensor;
  for (const Named& own : named_tensors(module)) own.tensor->copy_from(*saved.at(own.name));
}

}  // namespace strata
