// Layers whose outputs share memory with their inputs, or with one another, are not blamed for it.

#include <catch2/catch.hpp>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// y = x, which is x itself and no copy; and backward returns dy itself.
class Identity : public Module {
 public:
  std::string kind() const override { return "Identity"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Identity>(); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return sample; }
  Tensor do_forward(const Tensor& x) override { return x; }
  Tensor do_backward(const Tensor& dy, InputGradient) override { return dy; }
};

// The numbers of x and of dy under another shape.
class Flatten : public Module {
 public:
  std::string kind() const override { return "Flatten"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Flatten>(); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return {sample.count()}; }
  Tensor do_forward(const Tensor& x) override { return x.reshape(output_sample().with_front(x.dim(0))); }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    return dy.reshape(input_sample().with_front(dy.dim(0)));
  }
};

// y = x + b, always in the same block of memory.
class Keeping : public Module {
 public:
  std::string kind() const override { return "Keeping"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Keeping>(); }
  void visit(StateVisitor& visitor) override { visitor.parameter("shift", shift_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override {
    shift_ = Parameter(Tensor::full({1}, 0.5));
    return sample;
  }
  Tensor do_forward(const Tensor& x) override {
    if (!output_.defined() || output_.shape() != x.shape() || output_.options() != x.options()) output_ = x.clone();
    row<double>(output_).array() = row<double>(x).array() + shift_.value.values<double>()[0];
    return output_;
  }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    const auto [dshift, write] = shift_.write_grad();
    if (write == Write::assign) dshift.fill(0.0);
    row<double>(dshift)[0] += row<double>(dy).sum();
    return dy;
  }

 private:
  Parameter shift_;
  Tensor output_;
};

}  // namespace

TEST_CASE("A layer whose output or input gradient shares memory with something else is not blamed", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  std::vector<std::unique_ptr<Module>> layers;
  layers.push_back(std::make_unique<Identity>());
  layers.push_back(std::make_unique<Flatten>());
  layers.push_back(std::make_unique<Keeping>());
  const Tensor x = normal_tensor({3, 4, 5}, rng);
  for (const std::unique_ptr<Module>& layer : layers) {
    layer->build({4, 5}, rng);
    for (const Index entries : {200, 20}) {  // every entry; some and directions
      const GradientReport report = check_gradients(*layer, x, {.entries = entries, .seed = rng.position()});
      INFO(layer->kind() << "\n" << report.text());
      CHECK(report.passed());
      CHECK(report["input"].unmeasured == 0);
    }
  }
}
