#pragma once

#include <span>
#include <vector>

#include "02_modules/sequential.hpp"

// Training or evaluation, layer by layer: a caller may set each layer by itself.

namespace strata {

/// The modes of a network's layers and of all modules inside of them; not that of the network itself.
std::vector<bool> modes_of_layers(Sequential& network);

/// Whether modes_of_layers() would return these. Needs no memory, since it is asked in every step.
bool has_modes(Sequential& network, const std::vector<bool>& modes);

/// Whether layers that were in one mode are in one mode now, and those in two modes in two. All of them may have
/// changed together.
bool equally_mixed(const std::vector<bool>& before, const std::vector<bool>& now);

/// Sets the mode of a module and of none of those inside, which Module::train() would set as well.
void set_own_mode(Module& module, bool training);

/// The first few layers that are in one mode with all modules inside; none if the first itself has parts in both modes.
std::span<Module* const> layers_in_one_mode(std::span<Module* const> layers);

}  // namespace strata
