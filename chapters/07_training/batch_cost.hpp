#pragma once

#include <functional>
#include <string>

#include "01_tensors/shape.hpp"
#include "02_modules/sequential.hpp"

namespace strata {

/// A network whose training steps are to be measured.
struct MeasuredNetwork {
  std::string name;                  ///< as its program calls it
  std::function<Sequential()> make;  ///< a new one, not built
  Shape image;                       ///< [H,W,C]
};

/// The program that measures training steps (forward, cross-entropy over ten classes, backward, Adam) with batches of 1
/// to 1,024 random images: the median time for each image, the most memory in use until the end of the first step and
/// of the last, and where the time goes, layer by layer, at 64 images and at 1,024.
/// @return the program's exit code
int batch_cost_program(int argc, const char* const* argv, const MeasuredNetwork& network);

}  // namespace strata
