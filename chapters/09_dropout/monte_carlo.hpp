#pragma once

#include <vector>

#include "02_modules/module.hpp"

namespace strata {

/// What a network says of one image when it is asked several times, with a mask of its own each time.
struct Opinions {
  Tensor probabilities;          ///< float32 [passes, classes]
  std::vector<double> mean{};    ///< of each class, over the passes (9.19)
  std::vector<double> spread{};  ///< of each class, the standard deviation over the passes (9.20)
};

/// Asks a classifier of scores `passes` times with its dropout layers in training mode and all others in evaluation
/// (9.19), and puts the network's mode back. `x` is one image, [1,...]. The image stands so many times in one batch, so
/// this is one forward pass. @throws Error if there is no pass
Opinions ask_with_masks(Module& network, const Tensor& x, Index passes);

}  // namespace strata
