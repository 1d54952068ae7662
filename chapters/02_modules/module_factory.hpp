#pragma once

#include <functional>
#include <memory>

#include "02_modules/module.hpp"

namespace strata {

/// Makes a module when a description of a network asks for it: the activation that a layer brings along, say. Empty
/// where there is to be none.
using ModuleFactory = std::function<std::unique_ptr<Module>()>;

/// The factory of a module that needs no arguments: .activation = make_module<ReLU>.
template <class M>
std::unique_ptr<Module> make_module() {
  return std::make_unique<M>();
}

}  // namespace strata
