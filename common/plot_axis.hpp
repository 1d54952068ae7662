#pragma once

#include <string>

namespace strata {

/// What an axis shows: {"step", ""}, {"cross-entropy", "nats"}.
struct Axis {
  std::string quantity;  ///< in words; required
  std::string unit;      ///< stands in brackets behind the quantity; empty for counts and plain numbers
};

/// The two ends of an axis.
struct PlotRange {
  double low;   ///< the left or lower end
  double high;  ///< the right or upper end
};

}  // namespace strata
