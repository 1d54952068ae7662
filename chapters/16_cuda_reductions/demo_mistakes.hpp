#pragma once

#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// What becomes of a sum with a mistake in it, order by order.
struct SpoiltSums {
  std::string mistake;               ///< in words
  std::vector<std::string> results;  ///< in forward, reversed and two shuffled orders: a number, or "report"
  std::string report;                ///< the emulator's, if there was one
};

/// The sum of at most 256 float32 with every mistake of SumMistake; nothing on a GPU, which may wait for ever.
std::vector<SpoiltSums> spoilt_sums_in_every_order(const Tensor& x);

}  // namespace strata
