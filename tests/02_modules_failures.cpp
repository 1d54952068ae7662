// What a module is worth after one of its functions threw half way.

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "02_modules/prototypes.hpp"
#include "02_modules/sequential.hpp"
#include "tests/error_matchers.hpp"
#include "tests/little_memory.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

/// y = a x with one parameter a, and a switch for each way to fail.
class Fragile : public Module {
 public:
  struct Failures {
    bool build = false;
    bool forward = false;
    bool backward = false;
  };
  Failures fails;

  std::string kind() const override { return "Fragile"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Fragile>(); }
  void visit(StateVisitor& visitor) override { visitor.parameter("a", *a_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override {
    *a_ = Parameter(Tensor::full({1}, 3, options()));
    if (fails.build) throw Error({path(), "a sample", "another one", ""});
    return sample;
  }
  Tensor do_forward(const Tensor& x) override {
    if (fails.forward) throw Error({path(), "an input", "another one", ""});
    return x.clone();
  }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    a_->write_grad().tensor.fill(1);
    if (fails.backward) throw Error({path(), "a gradient", "another one", ""});
    return dy.clone();
  }

 private:
  std::shared_ptr<Parameter> a_ = std::make_shared<Parameter>();
};

/// Loses its option in fresh(): a clone has one layer less.
class Forgetful : public Sequential {
 public:
  using Sequential::Sequential;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Forgetful>("forgetful"); }
};

const Shape sample_shape{{5}, "F"};
const Shape batch_shape{{7, 5}, "NF"};

}  // namespace

TEST_CASE("A build() that throws leaves a module that is not built, and can be built again", "[layering]") {
  Rng rng(1);
  Fragile layer;
  layer.build(sample_shape, rng);
  layer.fails.build = true;
  CHECK_THROWS_AS(layer.build(sample_shape, rng), Error);
  CHECK_FALSE(layer.built());
  CHECK_THAT(error_message([&] { layer.forward(Tensor(batch_shape)); }), Catch::Contains("not built"));
  layer.fails.build = false;
  layer.build(sample_shape, rng);
  CHECK_NOTHROW(layer.forward(Tensor::full(batch_shape, 1)));
}

TEST_CASE("After a forward() that throws there is nothing to go back through", "[layering]") {
  Rng rng(1);
  Fragile layer;
  layer.build(sample_shape, rng);
  layer.forward(Tensor::full(batch_shape, 1));
  layer.fails.forward = true;
  CHECK_THROWS_AS(layer.forward(Tensor::full(batch_shape, 1)), Error);
  CHECK_THAT(error_message([&] { layer.backward(Tensor::full(batch_shape, 1)); }), Catch::Contains("before forward()"));
}

TEST_CASE("A backward() that throws half way leaves every gradient stale", "[layering]") {
  Rng rng(1);
  Sequential network("network");
  network.add(Fragile(), "first").add(Fragile(), "second");
  network.build(sample_shape, rng);
  static_cast<Fragile&>(network[0]).fails.backward = true;  // the second layer's gradient is written by then
  network.forward(Tensor::full(batch_shape, 1));
  CHECK_THROWS_AS(network.backward(Tensor::full(batch_shape, 1)), Error);
  for (const Parameter* parameter : network.parameters()) CHECK_FALSE(parameter->has_grad());
  static_cast<Fragile&>(network[0]).fails.backward = false;
  network.forward(Tensor::full(batch_shape, 1));
  CHECK_NOTHROW(network.backward(Tensor::full(batch_shape, 1)));
}

TEST_CASE("A to() that runs out of memory converts nothing", "[layering]") {
  Rng rng(1);
  LittleMemory::bytes_left = 1 << 20;
  CachingAllocator memory(LittleMemory::source());
  const AllocatorScope scope(Device::cpu, memory);
  Sequential network("network");
  network.add(Prototypes(4), "first").add(Prototypes(300), "second");
  network.build(sample_shape, rng);
  const std::vector<float> before = elements<float>(network.parameters()[1]->value);
  memory.release_cache();
  LittleMemory::bytes_left = 4096;  // room for the first layer in float64, not for the second
  CHECK_THROWS_AS(network.to(Dtype::f64), Error);
  for (const Parameter* parameter : network.parameters()) CHECK(parameter->value.dtype() == Dtype::f32);
  CHECK(network.options().dtype == Dtype::f32);
  CHECK(elements<float>(network.parameters()[1]->value) == before);
  LittleMemory::bytes_left = 1 << 20;
  network.to(Dtype::f64);
  CHECK(network.parameters()[1]->value.dtype() == Dtype::f64);
}

TEST_CASE("A clone with another number of parts is refused by name", "[layering]") {
  Rng rng(1);
  Forgetful network("forgetful");
  network.add(Prototypes(4), "first");
  network.build(sample_shape, rng);
  check_contains(error_message([&] { static_cast<void>(network.clone()); }),
                 {"forgetful, clone()", "a copy with 1 modules", "fresh() must keep every option"});
}
