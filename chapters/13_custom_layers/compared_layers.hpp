#pragma once

#include <memory>
#include <string>
#include <vector>

#include "02_modules/module.hpp"

namespace strata {

/// A layer of the homework's comparison, or one that it is compared with.
struct ComparedLayer {
  std::string name;               ///< "Swish(1)"
  std::unique_ptr<Module> layer;  ///< not built; null: nothing at all, y = x
  Index channels = 3;             ///< of the images that it is compared on

  /// Four images of 32 × 32 pixels: [N=4,H=32,W=32,C=3].
  Shape images() const { return Shape({4, 32, 32, channels}, "NHWC"); }
};

/// The custom layers, those that they stand for, and nothing at all. They are new in each call.
std::vector<ComparedLayer> compared_layers();

}  // namespace strata
