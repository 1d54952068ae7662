#pragma once

#include <memory>
#include <span>
#include <vector>

#include "02_modules/module.hpp"
#include "14_fast_cpu/image_step.hpp"

namespace strata::fast_cpu {

/// What a run of layers on images became.
template <class T>
struct ImageSteps {
  std::vector<std::unique_ptr<ImageStep<T>>> steps;  ///< none if the layers are not worth it: a run needs a convolution
  Index layers = 0;                                  ///< how many layers they stand for
};

/// Turns layers on images into steps, as many of the layers as work on images [H,W,C].
template <class T>
ImageSteps<T> make_image_steps(std::span<Module* const> layers, const FusionOptions& options);

}  // namespace strata::fast_cpu
