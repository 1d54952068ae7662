#pragma once

#include "common/function_ref.hpp"

namespace strata {

/// How often an action calls the global operator new. Sanitizers bring operators of their own, so there is no such
/// function under them.
long calls_of_new(FunctionRef<void()> action);

}  // namespace strata
