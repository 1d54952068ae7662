#pragma once

// Visitors over a module's state: what moving, cloning and counting are made of.

#include <string_view>
#include <vector>

#include "02_modules/module.hpp"
#include "common/function_ref.hpp"

namespace strata {

/// Calls action(name, child) for the modules directly inside a module.
void for_each_child(Module& module, FunctionRef<void(std::string_view, Module&)> action);

/// Calls action(name, parameter) for the parameters that belong to the module itself.
void for_each_own_parameter(Module& module, FunctionRef<void(std::string_view, Parameter&)> action);

/// Calls action(tensor) for every tensor of the module's state, those of the modules inside included: the values of
/// parameters, and buffers. Two modules made alike give them in the same order.
void for_each_tensor(Module& module, FunctionRef<void(Tensor&)> action);

/// Every buffer, those of the modules inside included.
std::vector<Tensor*> buffers(Module& module);

}  // namespace strata
