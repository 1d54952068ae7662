#pragma once

#include <string>

#include "01_tensors/tensor.hpp"

namespace strata {

/// @throws Error if the current stream records a graph, which must not hold what happens only once
/// @param where  what is being done: "a step of all parameters"
/// @param found  what is new: "parameters that are not those of the step before"
void expect_no_recording(const std::string& where, const std::string& found);

/// Copies as many bytes as a tensor of bytes on the GPU has, from memory of the host that may change as soon as this
/// returns.
void send(const void* from, Tensor& to);

}  // namespace strata
