#include "02_modules/gradient_check.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/views.hpp"
#include "02_modules/planted_mistakes.hpp"
#include "02_modules/prototypes.hpp"
#include "02_modules/sequential.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

struct RandomCase {
  Index samples, features, prototypes;
};

// Never 1: with one sample a mean is a sum, and one row transposed is itself.
RandomCase random_case(Rng& rng) { return {random_size(rng, 2, 9), random_size(rng, 2, 11), random_size(rng, 2, 7)}; }

GradientReport check(Module& module, const RandomCase& c, Rng& rng, std::uint64_t seed) {
  module.build({{c.features}, "F"}, rng);
  return check_gradients(module, normal_tensor({{c.samples, c.features}, "NF"}, rng, Dtype::f32), {.seed = seed});
}

// A layer without parameters whose slope jumps at 0, and which can be made wrong on one side of it.
class Hinge : public Module {
 public:
  explicit Hinge(double slope_in_backward) : slope_(slope_in_backward) {}
  std::string kind() const override { return "Hinge"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Hinge>(slope_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return sample; }
  Tensor do_forward(const Tensor& x) override {
    input_ = x;
    Tensor y(x.shape(), x.options());
    for (Index i = 0; i < x.count(); ++i) row<double>(y)[i] = std::max(0.0, row<double>(x)[i]);
    return y;
  }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    Tensor dx(dy.shape(), dy.options());
    for (Index i = 0; i < dy.count(); ++i) {
      row<double>(dx)[i] = row<double>(std::as_const(input_))[i] > 0 ? slope_ * row<double>(dy)[i] : 0.0;
    }
    return dx;
  }

 private:
  double slope_;
  Tensor input_;
};

}  // namespace

TEST_CASE("The toy layer's gradients are right to 1e-6 over random odd shapes", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    Prototypes layer(random_size(rng, 1, 7));
    const RandomCase c{random_size(rng, 1, 9), random_size(rng, 1, 11), 0};
    const GradientReport report = check(layer, c, rng, rng.position());
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.worst_error() <= 1e-6);
  }
}

TEST_CASE("A mistake planted in a kernel is caught and named", "[layering]") {
  struct Planted {
    Mistake mistake;
    std::string tensor;
  };
  const auto planted = GENERATE(
      Planted{Mistake::transposed_parameter, "input"}, Planted{Mistake::transposed_gradient, "Prototypes.prototypes"},
      Planted{Mistake::mean_for_sum, "Prototypes.prototypes"}, Planted{Mistake::wrong_sign, "Prototypes.prototypes"},
      Planted{Mistake::never_written, "Prototypes.prototypes"},
      Planted{Mistake::not_accumulated, "Prototypes.prototypes"});
  Rng rng(fresh_seed(), Stream::test);
  const KernelScope<PrototypesKernels> scope(planted_prototypes(planted.mistake, Dtype::f64));
  for (int trial = 0; trial < 20; ++trial) {
    const RandomCase c = random_case(rng);
    Prototypes layer(c.prototypes);
    const GradientReport report = check(layer, c, rng, rng.position());
    INFO("planted: " << name(planted.mistake) << "\n" << report.text());
    CHECK_FALSE(report.passed());
    for (const TensorReport& tensor : report.tensors()) {
      CHECK(name(tensor.mistake) == name(tensor.name == planted.tensor ? planted.mistake : Mistake::none));
    }
  }
}

TEST_CASE("A cache that is never renewed is caught and named", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    const RandomCase c = random_case(rng);
    StaleCache layer(std::make_unique<Prototypes>(c.prototypes));
    const GradientReport report = check(layer, c, rng, rng.position());
    INFO(report.text());
    CHECK(name(report["input"].mistake) == name(Mistake::stale_cache));
    CHECK(name(report["StaleCache.inner.prototypes"].mistake) == name(Mistake::stale_cache));
  }
}

TEST_CASE("A kink is reported and not blamed, and a wrong slope beside it is", "[layering]") {
  Rng rng(1);
  const Tensor x = Tensor::from<double>({2, 4}, {-1.0, 0.0, 2.0, 1e-5, -1e-5, 0.5, -0.5, 3e-6});
  Hinge right(1.0);
  right.build({4}, rng);
  const GradientReport passed = check_gradients(right, x);
  INFO(passed.text());
  CHECK(passed.passed());
  CHECK(passed["input"].kinks == 1);  // at 0 itself; from the others, smaller steps keep away

  Hinge wrong(1.01);
  wrong.build({4}, rng);
  const GradientReport failed = check_gradients(wrong, x);
  INFO(failed.text());
  CHECK_FALSE(failed.passed());
}
