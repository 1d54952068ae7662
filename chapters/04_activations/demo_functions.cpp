#include "demo_functions.hpp"

#include "04_activations/functions.hpp"
#include "common/plot.hpp"

using namespace strata;

namespace {

constexpr double left = -4, right = 4;
constexpr int points = 401;

std::vector<double> abscissae() {
  std::vector<double> x;
  for (int i = 0; i < points; ++i) x.push_back(left + (right - left) * i / (points - 1));
  return x;
}

// Whatever shares a name shares a colour.
template <class F>
void add_function(Plot& values, Plot& derivatives, const F& f, std::string_view name = F::name, LineStyle style = {}) {
  const std::vector<double> x = abscissae();
  std::vector<double> y, slope;
  for (const double at : x) {
    y.push_back(f.value(at));
    slope.push_back(f.derivative(at));
  }
  values.line(name, x, y, style);
  derivatives.line(name, x, slope, style);
}

}  // namespace

std::vector<Picture> draw_functions(const std::filesystem::path& out) {
  Plot values("Seven bends (dashed: LeakyReLU)", {"x", ""}, {"f(x)", ""}),
      derivatives("Their derivatives (dashed: LeakyReLU)", {"x", ""}, {"f'(x)", ""});
  // In this order in every picture of the chapter, so that each keeps its colour.
  add_function(values, derivatives, functions::ReLU());
  add_function(values, derivatives, functions::Tanh());
  add_function(values, derivatives, functions::Sigmoid());
  add_function(values, derivatives, functions::ELU());
  add_function(values, derivatives, functions::SoftPlus());
  add_function(values, derivatives, functions::Swish());
  add_function(values, derivatives, functions::LeakyReLU(), functions::ReLU::name, {.dashed = true});
  values.y_range(-1.2, right);
  derivatives.y_range(-0.2, 1.2);
  return {values.write(out / "functions"), derivatives.write(out / "derivatives")};
}
