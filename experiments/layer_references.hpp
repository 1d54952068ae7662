#pragma once

#include <limits>
#include <string>
#include <vector>

#include "common/index.hpp"

namespace strata::experiments {

/// What a table does not say.
constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

/// A row of the homework's table of custom layers; not_given where it has nothing.
struct HomeworkLayer {
  std::string layer;                      ///< which of compared_layers() it is: "mean_conv2d(16, 3x3)"
  std::string name;                       ///< what the homework calls it: "CustomConv"
  std::string output;                     ///< images, channels, rows and columns: "[4, 16, 32, 32]"
  double gradient = not_given;            ///< mean of dL/dx
  double parameter_gradient = not_given;  ///< mean of dL/dθ
  double seconds = not_given;             ///< of 100 forward and backward passes
};

/// The homework's table, row by row.
const std::vector<HomeworkLayer>& homework_layers();

/// The homework's row of a layer, or null.
const HomeworkLayer* homework_layer(const std::string& layer);

/// A custom layer and a layer that is commonly used in its place, both of compared_layers().
struct StandardLayer {
  std::string custom;    ///< "Swish(1)"
  std::string standard;  ///< "ReLU"
};

/// Which layers are compared with which.
const std::vector<StandardLayer>& standard_layers();

/// What the gradient of the mean of all outputs must be, but for the chance of inputs and first weights.
struct AnalyticGradient {
  double mean = not_given;       ///< of dL/dx
  double mean_size = not_given;  ///< of |dL/dx|
};

/// By analysis, for a layer of compared_layers() and so many normal inputs. not_given for what has no short formula.
AnalyticGradient analytic_gradient(const std::string& layer, Index inputs);

}  // namespace strata::experiments
