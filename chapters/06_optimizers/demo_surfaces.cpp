// Two functions of two numbers, on which the path of an optimiser can be seen.

#include "demo_surfaces.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iostream>
#include <string>

#include "01_tensors/views.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"
#include "contour_lines.hpp"
#include "demo_optimizers.hpp"

using namespace strata;

namespace {

using Point = std::array<double, 2>;

struct Surface {
  std::string name, file;
  Point start, lowest;
  Area area;
  std::vector<double> levels;
  double (*height)(const Point&);
  Point (*gradient)(const Point&);
  std::vector<Recipe> recipes;
};

// A curved valley with a floor that hardly falls.
double rosenbrock(const Point& p) {
  const auto [x, y] = p;
  return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
}

Point rosenbrock_gradient(const Point& p) {
  const auto [x, y] = p;
  return {-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)};
}

// A plain between steep walls.
double beale(const Point& p) {
  const auto [x, y] = p;
  const double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
  return a * a + b * b + c * c;
}

Point beale_gradient(const Point& p) {
  const auto [x, y] = p;
  const double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
  return {2 * a * (y - 1) + 2 * b * (y * y - 1) + 2 * c * (y * y * y - 1),
          2 * a * x + 4 * b * x * y + 6 * c * x * y * y};
}

// Of the rates 1, 2 and 5 times a power of ten, each optimiser has the one with which it arrives first, or ends
// nearest.
constexpr int steps = 5000;
constexpr double near = 0.01;  // of the lowest point

struct Walk {
  std::vector<double> x, y;
  int arrived = -1;  // the first step from which it stayed near
};

Walk walk(const Surface& surface, const Recipe& recipe) {
  Parameter point(Tensor::from<double>({2}, {surface.start[0], surface.start[1]}));
  const auto optimizer = recipe.make({&point});
  Walk walked;
  for (int step = 0; step <= steps; ++step) {
    const Point at{row<double>(point.value)[0], row<double>(point.value)[1]};
    walked.x.push_back(at[0]);
    walked.y.push_back(at[1]);
    const bool is_near = std::hypot(at[0] - surface.lowest[0], at[1] - surface.lowest[1]) < near;
    if (!is_near) walked.arrived = -1;
    if (is_near && walked.arrived < 0) walked.arrived = step;
    const Point slope = surface.gradient(at);
    point.zero_grad();
    point.write_grad().tensor.copy_from(Tensor::from<double>({2}, {slope[0], slope[1]}));
    optimizer->step();
  }
  return walked;
}

Picture draw(const Surface& surface, const std::filesystem::path& out) {
  Plot plot(fmt::format("{}: {} steps of each optimiser", surface.name, steps), {"x", ""}, {"y", ""});
  const ContourLines contour = contour_lines(surface.area, surface.levels, [&](double x, double y) {
    return surface.height({x, y});
  });
  Table table({{"on " + surface.name + "'s function"}, {"learning rate"}, {"steps until near"}, {"height at the end"}});
  for (const Recipe& recipe : surface.recipes) {
    const Walk walked = walk(surface, recipe);
    // The last one is dashed, so that the path below it is seen where both follow the same valley.
    plot.line(recipe.name, walked.x, walked.y, {.dashed = &recipe == &surface.recipes.back()});
    table.row({recipe.name, fmt::format("{}", recipe.rate),
               walked.arrived < 0 ? Cell("not in " + Cell(steps).text()) : Cell(Cell(walked.arrived).text()),
               fmt::format("{:.1e}", surface.height({walked.x.back(), walked.y.back()}))});
  }
  plot.line("equal height", contour.x, contour.y, {.pale = true});
  plot.circle("start", surface.start[0], surface.start[1]).cross("lowest point", surface.lowest[0], surface.lowest[1]);
  std::cout << table << '\n';
  return plot.x_range(surface.area.left, surface.area.right)
      .y_range(surface.area.bottom, surface.area.top)
      .write(out / surface.file);
}

}  // namespace

std::vector<Picture> walk_on_surfaces(const std::filesystem::path& out) {
  const std::vector<Surface> surfaces{
      {"Rosenbrock",
       "rosenbrock",
       {-1.2, 1},
       {1, 1},
       {-1.6, 1.6, -0.6, 2},
       {0.1, 1, 4, 16, 64, 256},
       &rosenbrock,
       &rosenbrock_gradient,
       {sgd("SGD", {.learning_rate = 0.002}), sgd("momentum", {.learning_rate = 0.002, .momentum = 0.9}),
        sgd("Nesterov", {.learning_rate = 0.001, .momentum = 0.9, .nesterov = true}),
        adam("Adam", {.learning_rate = 0.02}), adasmooth("AdaSmooth", {.learning_rate = 0.002})}},
      {"Beale",
       "beale",
       {1, 1.5},
       {3, 0.5},
       {-0.5, 4.5, -2, 2},
       {0.1, 0.5, 2, 8, 32, 128},
       &beale,
       &beale_gradient,
       {sgd("SGD", {.learning_rate = 0.02}), sgd("momentum", {.learning_rate = 0.005, .momentum = 0.9}),
        sgd("Nesterov", {.learning_rate = 0.005, .momentum = 0.9, .nesterov = true}),
        adam("Adam", {.learning_rate = 0.5}), adasmooth("AdaSmooth", {.learning_rate = 0.01})}}};
  std::vector<Picture> pictures;
  for (const Surface& surface : surfaces) pictures.push_back(draw(surface, out));
  return pictures;
}
