#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "common/index.hpp"
#include "common/picture.hpp"

namespace strata {

/// What one output of a stack of 3x3 convolutions depends on, measured by its gradient.
struct MeasuredField {
  Index layers;                ///< n
  Index size;                  ///< by the geometry: 2 n + 1
  Index seen;                  ///< rows from the first to the last with a gradient that is not zero
  std::vector<double> energy;  ///< mean of dx², [size, size] row by row
  double deviation;            ///< standard deviation of the energy's distribution over the rows, in pixels
};

/// Averages over random networks with ReLU between the layers, so many of them.
MeasuredField measure_field(Index layers, Index networks, std::uint64_t seed);

/// Measures stacks of several depths, prints a table and draws the fields and their growth.
std::vector<Picture> show_receptive_fields(Index networks, std::uint64_t seed, const std::filesystem::path& out);

}  // namespace strata
