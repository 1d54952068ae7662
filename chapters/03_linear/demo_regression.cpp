// One weight and one bias: how well does the left half of an image predict the brightness of its right half?

#include "demo_regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <vector>

#include "01_tensors/views.hpp"
#include "03_linear/image_halves.hpp"
#include "03_linear/linear.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// [region descend]
// Gradient descent on the mean squared error (3.7), all samples in every step.
void descend(Linear& layer, const Tensor& x, const Tensor& target, int steps, double learning_rate) {
  for (int step = 0; step < steps; ++step) {
    const Tensor y = layer.forward(x);
    Tensor dy(y.shape());
    row<float>(dy) = 2.0F / static_cast<float>(x.dim(0)) * (row<float>(y) - row<float>(target));  // (3.8)
    layer.zero_grad();
    layer.backward(dy, InputGradient::skip);
    for (Parameter* parameter : layer.parameters()) parameter->value.add(parameter->grad(), -learning_rate);  // (3.9)
  }
}
// [endregion descend]

struct Line {
  double slope, intercept;
};

// [region normal_equations]
// The line with the smallest mean squared error, in one step (3.10).
Line best_line(const Tensor& x, const Tensor& target) {
  const Eigen::RowVectorXd a = row<float>(x).cast<double>(), t = row<float>(target).cast<double>();
  const double slope =
      (a.array() - a.mean()).matrix().dot((t.array() - t.mean()).matrix()) / (a.array() - a.mean()).square().sum();
  return {slope, t.mean() - slope * a.mean()};
}
// [endregion normal_equations]

// (3.7)
double mean_squared_error(const Line& line, const ImageHalves& halves) {
  const auto x = row<float>(halves.left).cast<double>().array(), t = row<float>(halves.right).cast<double>().array();
  return (line.slope * x + line.intercept - t).square().mean();
}

// The class whose images lie farthest from the line, on the mean over the class.
std::size_t farthest_class(const Dataset& images, const ImageHalves& halves, const Line& line) {
  std::vector<double> sums(images.class_names.size(), 0.0), counts(images.class_names.size(), 0.0);
  for (Index n = 0; n < images.size(); ++n) {
    const auto label = static_cast<std::size_t>(row<std::int32_t>(images.labels)[n]);
    sums[label] += row<float>(halves.right)[n] - line.slope * row<float>(halves.left)[n] - line.intercept;
    ++counts[label];
  }
  std::size_t farthest = 0;
  double largest = 0;
  for (std::size_t k = 0; k < sums.size(); ++k) {
    const double distance = counts[k] == 0 ? 0 : std::abs(sums[k] / counts[k]);
    if (distance > largest) {
      farthest = k;
      largest = distance;
    }
  }
  return farthest;
}

}  // namespace

Picture fit_line(const Dataset& images, std::uint64_t seed, const std::filesystem::path& out) {
  const ImageHalves halves = mean_brightness(images);
  Linear layer(1);
  Rng rng(seed);
  layer.build({{1}, "I"}, rng);
  descend(layer, halves.left, halves.right, 1000, 0.5);
  const Line learnt{row<float>(layer.weight().value)[0], row<float>(layer.bias().value)[0]};
  const Line best = best_line(halves.left, halves.right);

  Table table({{"method"}, {"weight"}, {"bias"}, {"mean squared error"}});
  table.row({"gradient descent, 1000 steps", Real{learnt.slope, 4}, Real{learnt.intercept, 4},
             Real{mean_squared_error(learnt, halves), 6}});
  table.row({"normal equations, 1 step", Real{best.slope, 4}, Real{best.intercept, 4},
             Real{mean_squared_error(best, halves), 6}});
  std::cout << "The right half's brightness from the left half's:\n" << table << '\n';

  const std::size_t far = farthest_class(images, halves, learnt);
  std::vector<double> x, t, x_far, t_far;
  for (Index n = 0; n < std::min<Index>(1000, images.size()); ++n) {
    const bool is_far = static_cast<std::size_t>(row<std::int32_t>(images.labels)[n]) == far;
    (is_far ? x_far : x).push_back(row<float>(halves.left)[n]);
    (is_far ? t_far : t).push_back(row<float>(halves.right)[n]);
  }
  Plot plot("One weight and one bias", {"mean brightness of the left half", ""},
            {"mean brightness of the right half", ""});
  if (!x.empty()) plot.points("test images", x, t);
  if (!x_far.empty()) plot.points(fmt::format("test images of \"{}\"", images.class_names[far]), x_far, t_far);
  return plot.fitted_line("fitted by Linear", learnt.slope, learnt.intercept).write(out / "line");
}
