#pragma once

#include <string>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// A copy of every parameter and buffer of a built module, under names without the module's own: "fc1.weight".
std::vector<NamedTensor> module_state(Module& module);

/// @throws Error naming both shapes or dtypes where a tensor is not the module's, or what is missing or too much
void expect_module_state(Module& module, const std::vector<NamedTensor>& state);

/// Puts a state back: the module then computes what the saved one did. All or nothing.
/// @throws Error as expect_module_state does
void load_module_state(Module& module, const std::vector<NamedTensor>& state);

}  // namespace strata
