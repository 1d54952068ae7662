#pragma once

#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// How much of the image the number in the middle in front of the first linear layer depends on, along the rows, in
/// pixels.
struct FieldWidths {
  Index geometry = 0;        ///< by the windows of convolutions and poolings (10.28)
  Index seen = 0;            ///< where the gradient is not 0, over many images
  double effective = 0;      ///< 4 σ of the gradient's squares: where nearly all of it is
  std::vector<float> share;  ///< the root of the squares, as a share of the largest; row by row over the image
};

/// Of a network without residual blocks, over these images. Its layers must do the same in training and in evaluation,
/// since the gradient is measured by a backward pass in training mode; the network is left in evaluation mode.
FieldWidths field_widths(Sequential& network, const Tensor& x);

/// Adds a table and a picture of the trained networks' fields.
void add_receptive_fields(Report& report, const ComparisonRun& run);

}  // namespace strata::experiments
