// Mistakes beyond the six that chapter 2's program shows: each must get its own name.

#include <catch2/catch.hpp>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/planted_mistakes.hpp"
#include "02_modules/prototypes.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

using Backward = decltype(PrototypesKernels::backward_prototypes);

const PrototypesKernels& right() { return PrototypesKernels::table.find(Device::cpu, Dtype::f64, plain_kernels); }

Tensor times(const Tensor& x, double factor) {
  Tensor result = Tensor::full(x.shape(), 0.0, x.options());
  result.add(x, factor);
  return result;
}

void wrong_factor(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right().backward_prototypes(x, m, times(dy, 0.7), write, dm);
}

// Off by a factor that the default tolerance lets pass.
void slightly_wrong_factor(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right().backward_prototypes(x, m, times(dy, 1 + 5e-7), write, dm);
}

void sum_for_mean(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right().backward_prototypes(x, m, times(dy, static_cast<double>(x.dim(0))), write, dm);
}

void missing_sum(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  const Index last = x.dim(0) - 1;
  right().backward_prototypes(x.slice(last, last + 1), m, dy.slice(last, last + 1), write, dm);
}

void ignored_upstream(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right().backward_prototypes(x, m, Tensor::full(dy.shape(), 1.0, dy.options()), write, dm);
}

void always_zero(const Tensor&, const Tensor&, const Tensor&, Write write, Tensor& dm) {
  if (write == Write::assign) dm.fill(0.0);
}

void added_to_stale(const Tensor& x, const Tensor& m, const Tensor& dy, Write, Tensor& dm) {
  right().backward_prototypes(x, m, dy, Write::add, dm);
}

void wrong_accumulation(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right().backward_prototypes(x, m, write == Write::add ? times(dy, 2.0) : dy, write, dm);
}

void not_a_number(const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
  right().backward_prototypes(x, m, dy, write, dm);
  row<double>(dm)[0] = std::numeric_limits<double>::quiet_NaN();
}

// y = x. The input's gradient is the same for every input, and one entry of it is a little off.
class Slip : public Module {
 public:
  explicit Slip(double error) : error_(error) {}
  std::string kind() const override { return "Slip"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Slip>(error_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return sample; }
  Tensor do_forward(const Tensor& x) override { return x; }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    Tensor dx = dy.clone();
    row<double>(dx)[3] *= 1 + error_;
    return dx;
  }

 private:
  double error_;
};

GradientReport check_with(const PrototypesKernels& kernels, Prototypes& layer, const Tensor& x,
                          const GradientCheckOptions& options = {}) {
  const KernelScope<PrototypesKernels> scope({Device::cpu, Dtype::f64, "planted", &kernels});
  return check_gradients(layer, x, options);
}

}  // namespace

TEST_CASE("Less common mistakes in a kernel get their names, too", "[layering]") {
  struct Planted {
    Mistake mistake;
    Backward backward;
  };
  const auto planted =
      GENERATE(Planted{Mistake::wrong_factor, wrong_factor}, Planted{Mistake::sum_for_mean, sum_for_mean},
               Planted{Mistake::missing_sum, missing_sum}, Planted{Mistake::ignored_upstream, ignored_upstream},
               Planted{Mistake::always_zero, always_zero}, Planted{Mistake::added_to_stale, added_to_stale},
               Planted{Mistake::wrong_accumulation, wrong_accumulation}, Planted{Mistake::never_written, not_a_number});
  const PrototypesKernels kernels{right().forward, right().backward_input, planted.backward};
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    const Index samples = random_size(rng, 2, 9), features = random_size(rng, 2, 11);
    Prototypes layer(random_size(rng, 2, 7));
    layer.build({{features}, "F"}, rng);
    const GradientReport report = check_with(kernels, layer, normal_tensor({samples, features}, rng));
    INFO("planted: " << name(planted.mistake) << "\n" << report.text());
    CHECK_FALSE(report.passed());
    CHECK(name(report["Prototypes.prototypes"].mistake) == name(planted.mistake));
    CHECK(report["input"].mistake == Mistake::none);
  }
}

TEST_CASE("Adding to a stale gradient keeps its name where some gradients are 0", "[layering]") {
  // The margin of every image of digits: a pixel that is 0 in all samples, and a weight that is 0.
  const PrototypesKernels kernels{right().forward, right().backward_input, added_to_stale};
  Rng rng(fresh_seed(), Stream::test);
  Prototypes layer(3);
  layer.build({{4}, "F"}, rng);
  Tensor x = normal_tensor({5, 4}, rng);
  for (Index n = 0; n < 5; ++n) matrix<double>(x)(n, 2) = 0;
  matrix<float>(layer.prototypes().value).col(2).setZero();
  const GradientReport report = check_with(kernels, layer, x);
  INFO(report.text());
  CHECK(name(report["Prototypes.prototypes"].mistake) == name(Mistake::added_to_stale));
}

TEST_CASE("An error in entries that nobody sampled is found, and not called a wrong factor", "[layering]") {
  // Batch 1 as well: a mean over one sample is no mistake.
  const Index samples = GENERATE(1, 4);
  PrototypesKernels kernels = right();
  kernels.backward_prototypes = [](const Tensor& x, const Tensor& m, const Tensor& dy, Write write, Tensor& dm) {
    Tensor share(dm.shape(), dm.options());
    right().backward_prototypes(x, m, dy, Write::assign, share);
    row<double>(share)[777] *= 1.5;  // one entry of 2000
    if (write == Write::assign) dm.fill(0.0);
    dm.add(share);
  };
  Rng rng(1, Stream::test);
  Prototypes layer(40);
  layer.build({{50}, "F"}, rng);
  const Tensor x = normal_tensor({samples, 50}, rng);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const GradientReport report = check_with(kernels, layer, x, {.entries = 20, .seed = seed});
    INFO(report.text());
    CHECK(name(report["Prototypes.prototypes"].mistake) == name(Mistake::partly_wrong));
    CHECK(report["Prototypes.prototypes"].worst_entry == "direction");
  }
}

TEST_CASE("A tighter tolerance finds a smaller factor, and calls it one", "[layering]") {
  const PrototypesKernels kernels{right().forward, right().backward_input, slightly_wrong_factor};
  Rng rng(1, Stream::test);
  Prototypes layer(3);
  layer.build({{4}, "F"}, rng);
  const Tensor x = normal_tensor({5, 4}, rng);
  CHECK(check_with(kernels, layer, x).passed());
  const GradientReport report = check_with(kernels, layer, x, {.tolerance = 1e-8});
  INFO(report.text());
  CHECK(name(report["Prototypes.prototypes"].mistake) == name(Mistake::wrong_factor));
  CHECK(report["Prototypes.prototypes"].explanation == "every entry is 1 +5e-07 times what it should be");
  CHECK(report["input"].mistake == Mistake::none);
}

TEST_CASE("A story that the right slopes tell as well explains no error, however small the error is", "[layering]") {
  // A factor near 1, the input of an earlier pass: to five digits each of them fits.
  struct Case {
    double error, tolerance;
  };
  const auto [error, tolerance] = GENERATE(Case{5e-6, 1e-6}, Case{1e-7, 1e-8}, Case{0.01, 1e-3});
  Slip layer(error);
  Rng rng(1);
  layer.build({4}, rng);
  const GradientReport report = check_gradients(layer, normal_tensor({3, 4}, rng), {.tolerance = tolerance});
  INFO(report.text());
  CHECK(name(report["input"].mistake) == name(Mistake::partly_wrong));
  check_contains(report["input"].explanation, {"1 of 12 compared entries are wrong, the worst at [0,3]"});
}

TEST_CASE("A check that would compare nothing is refused", "[layering]") {
  Rng rng(1);
  Prototypes layer(2);
  layer.build({{3}, "F"}, rng);
  const Tensor x = normal_tensor({2, 3}, rng);
  CHECK_THROWS_AS(check_gradients(layer, x, {.entries = 0}), Error);
  CHECK_THROWS_AS(check_gradients(layer, x, {.tolerance = 0}), Error);
  CHECK_THROWS_AS(check_gradients(layer, x, {.directions = -1}), Error);
}
