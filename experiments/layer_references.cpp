#include "experiments/layer_references.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include "04_activations/functions.hpp"

namespace strata::experiments {
namespace {

// The mean of g(x) over normal x, by the trapezium rule, which is exact to all digits for such functions but for a
// corner of g, where it has seven.
template <class G>
double normal_mean(const G& g) {
  constexpr int steps_per_unit = 512, end = 12 * steps_per_unit;
  double sum = 0;
  for (int i = -end; i <= end; ++i) {
    const double x = static_cast<double>(i) / steps_per_unit;
    sum += g(x) * std::exp(-x * x / 2);
  }
  return sum / steps_per_unit / std::sqrt(2 * std::numbers::pi);
}

template <class Function>
AnalyticGradient mean_slopes(const Function& function) {
  return {.mean = normal_mean([&](double x) { return function.derivative(x); }),
          .mean_size = normal_mean([&](double x) { return std::abs(function.derivative(x)); })};
}

// Four numbers of a window give the root mean square y the slopes x / (4y): a direction in space with its sign, so that
// the mean is zero. The sum of their sizes is twice the mean of |u| over a sphere in four dimensions, 4 / (3π).
AnalyticGradient root_mean_square() { return {.mean = 0, .mean_size = 8 / (3 * std::numbers::pi)}; }

// As multiples of 1 / inputs.
const std::map<std::string, AnalyticGradient>& in_shares() {
  static const AnalyticGradient half_pass{.mean = 0.5, .mean_size = 0.5}, all_pass{.mean = 1, .mean_size = 1};
  static const AnalyticGradient signs_cancel{.mean = 0};  // of inputs or of first weights
  static const std::map<std::string, AnalyticGradient> shares{
      {"ReLU", half_pass},
      {"Sigmoid", mean_slopes(functions::Sigmoid())},
      {"Swish(1)", mean_slopes(functions::Swish{1})},
      {"LearnableSwish(1)", mean_slopes(functions::Swish{1})},
      {"MaxPool2d(2)", all_pass},
      {"AveragePool2d(2)", all_pass},
      {"L2Pool2d(2)", root_mean_square()},
      {"LpPool2d(2, p 1.5)", signs_cancel},
      {"OwnLpPool(2x2, p 1.5)", signs_cancel},
      {"Conv2d(16, 3x3)", signs_cancel},
      {"mean_conv2d(16, 3x3)", signs_cancel},
      {"scaled_conv2d(16, 3x3)", signs_cancel},
  };
  return shares;
}

}  // namespace

const std::vector<HomeworkLayer>& homework_layers() {
  static const std::vector<HomeworkLayer> table{
      {"Swish(1)", "Swish", "[4, 3, 32, 32]", 4.09e-5, not_given, 0.0033},
      {"ReLU", "ReLU", "[4, 3, 32, 32]", 4.08e-5, not_given, 0.0020},
      {"L2Pool2d(2)", "L2Pooling", "[4, 3, 16, 16]", 2.11e-7},
      {"MaxPool2d(2)", "MaxPool2d", "[4, 3, 16, 16]"},
      {"mean_conv2d(16, 3x3)", "CustomConv", "[4, 16, 32, 32]", 1.67e-5, 1.03e-3},
      {"channel_attention(16)", "ChannelAttention", "[4, 16, 32, 32]", 7.11e-6, 1.56e-3},
  };
  return table;
}

const HomeworkLayer* homework_layer(const std::string& layer) {
  const auto found = std::ranges::find(homework_layers(), layer, &HomeworkLayer::layer);
  return found == homework_layers().end() ? nullptr : &*found;
}

const std::vector<StandardLayer>& standard_layers() {
  static const std::vector<StandardLayer> table{
      {"Swish(1)", "ReLU"},
      {"LearnableSwish(1)", "ReLU"},
      {"L2Pool2d(2)", "MaxPool2d(2)"},
      {"L2Pool2d(2)", "AveragePool2d(2)"},
      {"LpPool2d(2, p 1.5)", "AveragePool2d(2)"},
      {"OwnLpPool(2x2, p 1.5)", "LpPool2d(2, p 1.5)"},
      {"mean_conv2d(16, 3x3)", "Conv2d(16, 3x3)"},
      {"scaled_conv2d(16, 3x3)", "Conv2d(16, 3x3)"},
  };
  return table;
}

AnalyticGradient analytic_gradient(const std::string& layer, Index inputs) {
  const auto found = in_shares().find(layer);
  if (found == in_shares().end()) return {};
  const auto count = static_cast<double>(inputs);
  return {.mean = found->second.mean / count, .mean_size = found->second.mean_size / count};
}

}  // namespace strata::experiments
