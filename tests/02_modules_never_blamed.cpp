// What is right passes the gradient check, whatever its shape and scale, and stays as it was.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/prototypes.hpp"
#include "02_modules/sequential.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// max(0, x), with the slope at 0 that PyTorch takes, and a factor that makes the backward pass wrong.
class Ramp : public Module {
 public:
  explicit Ramp(double factor = 1.0) : factor_(factor) {}
  std::string kind() const override { return "Ramp"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Ramp>(factor_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return sample; }
  Tensor do_forward(const Tensor& x) override {
    input_ = x;
    Tensor y(x.shape(), x.options());
    row<double>(y) = row<double>(x).cwiseMax(0.0);
    return y;
  }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    Tensor dx(dy.shape(), dy.options());
    const auto x = row<double>(std::as_const(input_)).array();
    row<double>(dx).array() = (x > 0).select(factor_ * row<double>(dy).array(), 0.0);
    return dx;
  }

 private:
  double factor_;
  Tensor input_;
};

// y = (1 + calls) x, where `calls` is a buffer that every forward pass counts up: a stand-in for running statistics.
class Counting : public Module {
 public:
  std::string kind() const override { return "Counting"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Counting>(); }
  void visit(StateVisitor& visitor) override { visitor.buffer("calls", calls_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override {
    calls_ = Tensor::full({1}, 0, {Device::cpu, Dtype::i32});
    return sample;
  }
  Tensor do_forward(const Tensor& x) override {
    scale_ = 1 + ++calls_.values<std::int32_t>()[0];
    Tensor y = Tensor::full(x.shape(), 0.0, x.options());
    y.add(x, scale_);
    return y;
  }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    Tensor dx = Tensor::full(dy.shape(), 0.0, dy.options());
    dx.add(dy, scale_);
    return dx;
  }

 private:
  Tensor calls_;
  double scale_ = 0;
};

Tensor scaled_inputs(const Shape& shape, double scale, Rng& rng) {
  Tensor x = normal_tensor(shape, rng);
  row<double>(x) *= scale;
  return x;
}

}  // namespace

TEST_CASE("The toy layer is never blamed, down to shapes of 1 and for inputs of any scale", "[layering]") {
  const double scale = GENERATE(1e-3, 1.0, 1e3);
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 12; ++trial) {
    Prototypes layer(random_size(rng, 1, 5));
    const Index samples = random_size(rng, 1, 4), features = random_size(rng, 1, 6);
    layer.build({{features}, "F"}, rng);
    const Tensor x = scaled_inputs({samples, features}, scale, rng);
    const GradientReport report = check_gradients(layer, x, {.seed = rng.position()});
    INFO("inputs times " << scale << "\n" << report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("Networks of two and three layers are never blamed", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 12; ++trial) {
    Sequential network("network");
    const Index depth = random_size(rng, 2, 3), features = random_size(rng, 1, 5);
    for (Index i = 0; i < depth; ++i) network.add(Prototypes(random_size(rng, 1, 4)));
    network.build({{features}, "F"}, rng);
    const Tensor x = scaled_inputs({random_size(rng, 1, 4), features}, 0.5, rng);
    const GradientReport report = check_gradients(network, x, {.seed = rng.position()});
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.tensors().size() == static_cast<std::size_t>(depth + 1));
  }
}

TEST_CASE("Kinks that only a random direction meets are reported and not blamed, and a wrong slope there is",
          "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const double scale = GENERATE(1.0, 1e-2, 1e-3);
  for (int trial = 0; trial < 5; ++trial) {
    Tensor x = scaled_inputs({20, 30}, scale, rng);  // more entries than are compared one by one
    for (Index i = 0; i < 60; ++i) row<double>(x)[rng.below(x.count())] = 0.0;  // black pixels
    for (Index i = 0; i < 10; ++i) row<double>(x)[rng.below(x.count())] = 1e-6 * rng.normal();
    Ramp ramp;
    ramp.build({30}, rng);
    const GradientReport report = check_gradients(ramp, x, {.entries = 20, .directions = 5, .seed = rng.position()});
    INFO("scale " << scale << "\n" << report.text());
    CHECK(report.passed());

    // A fifth too steep, and hardly an entry is compared: directions must find it, beyond what kinks excuse in them.
    Ramp wrong(1.2);
    wrong.build({30}, rng);
    CHECK_FALSE(check_gradients(wrong, x, {.entries = 1, .directions = 5, .seed = rng.position()}).passed());
  }
}

TEST_CASE("A wrong gradient is found by directions that cross no kink", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor x = Tensor::full({20, 30}, 1.0, {Device::cpu, Dtype::f64});
  Ramp wrong(1.001);
  wrong.build({30}, rng);
  CHECK_FALSE(check_gradients(wrong, x, {.entries = 1, .seed = rng.position()}).passed());
}

TEST_CASE("Buffers go back to where they were before every forward pass", "[layering]") {
  Rng rng(1);
  Counting layer;
  layer.build({3}, rng);
  const GradientReport report = check_gradients(layer, normal_tensor({2, 3}, rng));
  INFO(report.text());
  CHECK(report.passed());
}

TEST_CASE("The module, its gradients and the batch are the same bits after a check", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential network = sequential("network", Prototypes(4), Prototypes(3));
  network.build({{5}, "F"}, rng);
  const Tensor x = normal_tensor({{3, 5}, "NF"}, rng, Dtype::f32), x_before = x.clone();
  const Tensor y = network.forward(x);
  network.backward(y);
  std::vector<Tensor> before;
  for (const Parameter* parameter : network.parameters()) {
    before.push_back(parameter->value.clone());
    before.push_back(parameter->grad().clone());
  }
  network.eval();

  CHECK(check_gradients(network, x).passed());

  const auto same_bits = [](const Tensor& a, const Tensor& b) {
    return a.count() == b.count() && std::memcmp(a.data<float>(), b.data<float>(), a.values<float>().size_bytes()) == 0;
  };
  std::size_t next = 0;
  for (const Parameter* parameter : network.parameters()) {
    CHECK(same_bits(parameter->value, before[next++]));
    CHECK(same_bits(parameter->grad(), before[next++]));
  }
  CHECK(same_bits(x, x_before));
  CHECK_FALSE(network.training());
  CHECK(network.options().dtype == Dtype::f32);
}

TEST_CASE("One seed gives one report, to the last digit", "[layering]") {
  Rng rng(3);
  Prototypes layer(30);
  layer.build({{20}, "F"}, rng);
  const Tensor x = normal_tensor({3, 20}, rng);
  const auto text = [&](std::uint64_t seed) { return check_gradients(layer, x, {.entries = 10, .seed = seed}).text(); };
  CHECK(text(5) == text(5));
  CHECK(text(5) != text(6));
}

TEST_CASE("A module that is not built, or a batch that does not fit, is an error and no verdict", "[layering]") {
  Rng rng(1);
  Prototypes layer(2);
  CHECK_THROWS_AS(check_gradients(layer, normal_tensor({2, 3}, rng)), Error);
  layer.build({{3}, "F"}, rng);
  CHECK_THROWS_AS(check_gradients(layer, normal_tensor({2, 4}, rng)), Error);
}
