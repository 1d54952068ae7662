// What one cloud of outliers does to a line, and how the loss decides it.

#include "demo_outliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <vector>

#include "01_tensors/views.hpp"
#include "03_linear/image_halves.hpp"
#include "03_linear/linear.hpp"
#include "05_losses/mean_absolute_error.hpp"
#include "05_losses/mean_squared_error.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

struct Line {
  double slope, intercept;
};

// [region descend]
// Gradient descent with any criterion, all samples in every step. The steps shrink: with the absolute error, gradients
// do not.
Line descend(Criterion& criterion, const ImageHalves& halves, std::uint64_t seed, double learning_rate) {
  constexpr int steps = 3000;
  Linear layer(1);
  Rng rng(seed);
  layer.build({{1}, "I"}, rng);
  for (int step = 0; step < steps; ++step) {
    criterion.forward(layer.forward(halves.left), halves.right);
    layer.zero_grad();
    layer.backward(criterion.backward(), InputGradient::skip);
    const double eta = learning_rate / (1 + step / 100.0);
    for (Parameter* parameter : layer.parameters()) parameter->value.add(parameter->grad(), -eta);
  }
  return {row<float>(layer.weight().value)[0], row<float>(layer.bias().value)[0]};
}
// [endregion descend]

Tensor outputs(const Line& line, const Tensor& x) {
  Tensor y(x.shape());
  row<float>(y) =
      (static_cast<float>(line.slope) * row<float>(x).array() + static_cast<float>(line.intercept)).matrix();
  return y;
}

// The share of images within 0.05 of the line.
double share_near(const Line& line, const ImageHalves& halves) {
  const Tensor y = outputs(line, halves.left);
  const auto near = ((row<float>(y) - row<float>(halves.right)).array().abs() <= 0.05F).count();
  return static_cast<double>(near) / static_cast<double>(y.count());
}

}  // namespace

Picture fit_two_lines(const Dataset& images, std::uint64_t seed, const std::filesystem::path& out) {
  const ImageHalves halves = mean_brightness(images);
  MeanSquaredError squared;
  MeanAbsoluteError absolute;
  const Line by_squares = descend(squared, halves, seed, 1.0), by_sizes = descend(absolute, halves, seed, 0.5);

  Table table({{"trained with"}, {"weight"}, {"bias"}, {"MSE"}, {"MAE"}, {"images within 0.05"}});
  for (const auto& [name, line] : {std::pair{"MSE", by_squares}, std::pair{"MAE", by_sizes}}) {
    const Tensor y = outputs(line, halves.left);
    table.row({name, Real{line.slope, 3}, Real{line.intercept, 3}, Real{squared.forward(y, halves.right), 5},
               Real{absolute.forward(y, halves.right), 4}, Percent{share_near(line, halves)}});
  }
  std::cout << "The right half's brightness from the left half's:\n" << table << '\n';
  table.write(out / "lines.md");

  const Index shown = std::min<Index>(1000, images.size());
  const auto first = [shown](const Tensor& values) {
    return values.values<float>().first(static_cast<std::size_t>(shown));
  };
  Plot plot("One cloud, two lines", {"mean brightness of the left half", ""},
            {"mean brightness of the right half", ""});
  plot.points(fmt::format("{} test images", shown), first(halves.left), first(halves.right));
  plot.fitted_line("mean squared error", by_squares.slope, by_squares.intercept);
  return plot.fitted_line("mean absolute error", by_sizes.slope, by_sizes.intercept).write(out / "lines");
}
