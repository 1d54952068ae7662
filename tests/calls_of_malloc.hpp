#pragma once

#include "common/function_ref.hpp"

namespace strata {

/// How often an action, on whatever thread, asks the C library for memory: malloc and its relatives, and with them
/// operator new. Sanitizers bring a malloc of their own, so there is no such function under them.
long calls_of_malloc(FunctionRef<void()> action);

}  // namespace strata
