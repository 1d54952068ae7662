// Kinks at every distance: a right gradient beside one is not blamed, and a wrong one is.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"

using namespace strata;

namespace {

// y = x + bend x² + jump max(0, x - kink): a curve with the slopes 1 + 2 bend x and, above the kink, jump more. With
// `wrong`, the gradient is off by so much, away from the slope on the other side of the kink.
struct Curve {
  double kink, jump, bend, wrong = 0;
};

class Kinked : public Module {
 public:
  explicit Kinked(const Curve& curve) : curve_(curve) {}
  std::string kind() const override { return "Kinked"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Kinked>(curve_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return sample; }
  Tensor do_forward(const Tensor& input) override {
    input_ = input;
    Tensor output(input.shape(), input.options());
    const auto x = row<double>(input).array();
    row<double>(output).array() = x + curve_.bend * x.square() + curve_.jump * (x - curve_.kink).max(0.0);
    return output;
  }
  Tensor do_backward(const Tensor& output_gradient, InputGradient) override {
    Tensor input_gradient(output_gradient.shape(), output_gradient.options());
    const auto x = row<double>(std::as_const(input_)).array();
    const auto above = (x > curve_.kink).cast<double>();
    row<double>(input_gradient).array() =
        row<double>(output_gradient).array() *
        (1 + 2 * curve_.bend * x + curve_.jump * above + curve_.wrong * (2 * above - 1));
    return input_gradient;
  }

 private:
  Curve curve_;
  Tensor input_;
};

bool passes(const Curve& curve) {
  Kinked layer(curve);
  layer.to(Dtype::f64);
  Rng rng(1);
  layer.build({{1}, "F"}, rng);
  return check_gradients(layer, Tensor::full({{2, 1}, "NF"}, 0.5, {Device::cpu, Dtype::f64})).passed();
}

}  // namespace

TEST_CASE("A right gradient beside a kink is not blamed, at any distance and on any curve, and a wrong one is",
          "[layering]") {
  std::vector<std::string> blamed, missed;
  for (const double jump : {1e-5, 1e-4, 1e-3, 1.0}) {
    for (const double bend : {0.0, 1.0, 30.0}) {
      for (double distance = 1e-10; distance < 1e-2; distance *= 1.7) {
        for (const double kink : {0.5 - distance, 0.5 + distance}) {
          const std::string place = fmt::format("jump {}, bend {}, kink at 0.5 {:+.2g}", jump, bend, kink - 0.5);
          if (!passes({kink, jump, bend})) blamed.push_back(place);
          if (passes({kink, jump, bend, 2 * jump + 1e-5 * (1 + bend)})) missed.push_back(place);
        }
      }
    }
  }
  CHECK(blamed == std::vector<std::string>{});
  CHECK(missed == std::vector<std::string>{});
}
