#pragma once

#include <string>

#include "common/index.hpp"

namespace strata {

/// What one line of a progress bar says.
struct ProgressState {
  std::string title;    ///< stands first: "epoch 1/3"
  Index done = 0;       ///< pieces so far, in `unit`
  Index total = 0;      ///< pieces when all is done; 0 counts as done
  double elapsed = 0;   ///< seconds
  std::string unit;     ///< of what is counted; may be empty
  std::string metrics;  ///< "loss 0.4120"
  bool ended = false;   ///< no time is left, whether or not all is done
  Index begun = 0;      ///< of `done`, what was done before the clock started: it counts for no rate and no time left
};

/// A duration in seconds as "0:07", "12:34" or "1:02:03".
std::string duration_text(double seconds);

/// One line of at most `width` columns. The bar takes what the numbers leave; where they do not fit either, the rate
/// and then the times are left out, and what still sticks out is cut off.
std::string progress_line(const ProgressState& state, int width);

/// The line without a bar, for output that is no terminal.
std::string progress_line_plain(const ProgressState& state);

}  // namespace strata
