#pragma once

#include <string>

namespace strata {

/// What an axis shows. The quantity is required; the unit is empty for counts and plain numbers: {"step", ""},
/// {"cross-entropy", "nats"}.
struct Axis {
  std::string quantity;
  std::string unit;
};

}  // namespace strata
