#pragma once

#include <string>

namespace strata {

/// What an axis shows: {"step", ""}, {"cross-entropy", "nats"}.
struct Axis {
  std::string quantity;  ///< in words; required
  std::string unit;      ///< stands in brackets behind the quantity; empty for counts and plain numbers
};

}  // namespace strata
