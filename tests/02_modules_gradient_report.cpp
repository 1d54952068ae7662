// What the gradient check says where there is nothing to measure.

#include "02_modules/gradient_report.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/prototypes.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// y = x + factor (a + b): a slope of 1 and two of `factor`, which may be far below the rounding of y.
class Faint : public Module {
 public:
  Faint(double input_factor, double factor) : input_factor_(input_factor), factor_(factor) {}
  std::string kind() const override { return "Faint"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Faint>(input_factor_, factor_); }
  void visit(StateVisitor& visitor) override {
    visitor.parameter("a", a_);
    visitor.parameter("b", b_);
  }

 protected:
  Shape do_build(const Shape& sample, Rng&) override {
    a_ = Parameter(Tensor::full({1}, 0.5));
    b_ = Parameter(Tensor::full({1}, 0.25));
    return sample;
  }
  Tensor do_forward(const Tensor& x) override {
    Tensor y(x.shape(), x.options());
    const double sum = a_.value.values<double>()[0] + b_.value.values<double>()[0];
    row<double>(y).array() = 1 + input_factor_ * row<double>(x).array() + factor_ * sum;
    return y;
  }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    for (Parameter* parameter : {&a_, &b_}) {
      const auto [gradient, write] = parameter->write_grad();
      if (write == Write::assign) gradient.fill(0.0);
      row<double>(gradient)[0] += factor_ * row<double>(dy).sum();
    }
    Tensor dx = Tensor::full(dy.shape(), 0.0, dy.options());
    dx.add(dy, input_factor_);
    return dx;
  }

 private:
  double input_factor_, factor_;
  Parameter a_, b_;
};

GradientReport check(Module&& layer, const Tensor& x) {
  Rng rng(1);
  layer.build(x.shape().without_front(), rng);
  return check_gradients(layer, x);
}

}  // namespace

TEST_CASE("A report claims only what was measured", "[layering]") {
  Rng rng(1);
  const Tensor x = normal_tensor({3, 4}, rng);
  const double small = 1e-20;

  const GradientReport all = check(Faint(1, 1), x);
  check_contains(all.text(), {"1e-06: every gradient is right\n"});

  const GradientReport some = check(Faint(1, small), x);
  CHECK(some.passed());
  CHECK(some["input"].measured());
  CHECK_FALSE(some["Faint.a"].measured());
  check_contains(some.text(), {"too small to measure",
                               "1e-06: every measured gradient is right; 2 tensors are too small to measure\n"});

  const GradientReport one = check(Faint(small, 1), x);
  check_contains(one.text(), {"1e-06: every measured gradient is right; 1 tensor is too small to measure\n"});

  const GradientReport none = check(Faint(small, small), x);
  CHECK(none.passed());
  check_contains(none.text(), {"1e-06: nothing was measured; every gradient is too small\n"});
}

TEST_CASE("A number that is not finite is an error and no verdict", "[layering]") {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  Rng rng(1);
  Prototypes layer(2);
  layer.build({{3}, "F"}, rng);
  Tensor x = normal_tensor({{2, 3}, "NF"}, rng);

  row<double>(x)[4] = -nan;
  check_contains(error_message([&] { static_cast<void>(check_gradients(layer, x)); }),
                 {"check_gradients, input: got nan at [1,1], expected a finite number in every entry. Hint: "});
  row<double>(x)[4] = 0;

  row<float>(layer.prototypes().value)[5] = static_cast<float>(-infinity);
  check_contains(
      error_message([&] { static_cast<void>(check_gradients(layer, x)); }),
      {"check_gradients, Prototypes.prototypes: got -inf at [1,2], expected a finite number in every entry. Hint: "});
}
