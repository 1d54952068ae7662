#pragma once

#include <string_view>

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"

namespace strata {

class Module;

/// Walks over what a module consists of. A module names its parts once, in Module::visit, and everything that must
/// reach all of them (moving, cloning, counting, saving) is a visitor.
class StateVisitor {
 public:
  virtual ~StateVisitor() = default;

  /// Numbers that training changes.
  virtual void parameter(std::string_view, Parameter&) {}

  /// Numbers that belong to the module and have no gradient, such as running statistics.
  virtual void buffer(std::string_view, Tensor&) {}

  /// A module inside the module.
  virtual void child(std::string_view, Module&) {}
};

}  // namespace strata
