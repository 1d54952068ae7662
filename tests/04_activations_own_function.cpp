// A function from outside the chapter becomes a layer: its formula, and one include.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "04_activations/activation_cpu.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

struct Cubic {
  static constexpr std::string_view name = "Cubic";
  double square = 1, cube = 1;
  constexpr std::array<functions::Option, 2> options() const { return {{{"square", square}, {"cube", cube}}}; }
  template <class T>
  constexpr T value(T x) const {
    return (static_cast<T>(square) + static_cast<T>(cube) * x) * x * x;
  }
  template <class T>
  constexpr T derivative(T x) const {
    return (2 * static_cast<T>(square) + 3 * static_cast<T>(cube) * x) * x;
  }
};

}  // namespace

TEST_CASE("A function of one's own is a layer with a summary, a clone, two dtypes and a gradient", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Activation<Cubic> layer({.square = 2, .cube = 0.5});
  layer.build({{3}, "F"}, rng);
  CHECK(layer.summary() == "Cubic(2, 0.5)");
  CHECK(elements<float>(layer.forward(Tensor::from<float>({1, 3}, {-1, 0, 2}))) == std::vector<float>{1.5F, 0, 12});
  const GradientReport report = check_gradients(layer, normal_tensor({5, 3}, rng, Dtype::f32));
  INFO(report.text());
  CHECK(report.passed());
}
