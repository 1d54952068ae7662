#pragma once

#include <functional>
#include <string>
#include <vector>

#include "02_modules/sequential.hpp"
#include "12_residual/residual.hpp"

namespace strata::experiments {

/// One of the homework's residual blocks, and the row that its table has of it.
struct ComparedBlock {
  std::string name;                ///< "BasicResidualBlock"
  std::function<Residual()> make;  ///< makes it for images with 64 channels, not built yet
  double seconds;                  ///< the homework's: of 100 forward and backward passes of 16 images
  double gradient;     ///< the homework's: mean of dL/dx, L the mean of all outputs, and of the blocks before
  std::string output;  ///< the homework's, of 4 images: "[4, 64, 32, 32]", channels in second place

  /// The homework's number of parameters. @throws UsageError if chapter 13 has no such block
  Index parameters() const;
};

/// Basic, bottleneck and wide.
const std::vector<ComparedBlock>& compared_blocks();

/// The image that they are given: [H=32,W=32,C=64].
Shape block_image();

/// A network of one block and nothing else, not built yet.
Sequential alone(const ComparedBlock& block);

}  // namespace strata::experiments
