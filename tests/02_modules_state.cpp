// What a module carries along: dtype, mode and layers, before and after build().

#include <catch2/catch.hpp>

#include "02_modules/prototypes.hpp"
#include "02_modules/sequential.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

TEST_CASE("A clone of a module that is not built keeps its dtype and its mode", "[layering]") {
  Prototypes layer(2);
  layer.to(Dtype::f64);
  layer.eval();
  const std::unique_ptr<Module> clone = layer.clone();
  CHECK_FALSE(clone->built());
  CHECK_FALSE(clone->training());
  CHECK(clone->options().dtype == Dtype::f64);
  Rng rng(1);
  clone->build({{3}, "F"}, rng);
  CHECK(clone->parameters().front()->value.dtype() == Dtype::f64);
  CHECK(clone->forward(normal_tensor({2, 3}, rng)).dtype() == Dtype::f64);
}

TEST_CASE("A network takes no more layers once it is built", "[layering]") {
  Rng rng(1);
  Sequential network = sequential("network", Prototypes(2));
  network.build({{3}, "F"}, rng);
  check_contains(error_message([&] { network.add(Prototypes(4)); }), {"network", "built", "before"});
  CHECK(network.size() == 1);
  CHECK(network.forward(normal_tensor({2, 3}, rng, Dtype::f32)).shape() == Shape({2, 2}));
}

TEST_CASE("A layer that joins a network takes its dtype and its mode", "[layering]") {
  Rng rng(1);
  Sequential network("network");
  network.to(Dtype::f64);
  network.eval();
  network.add(Prototypes(2));
  CHECK_FALSE(network[0].training());
  network.build({{3}, "F"}, rng);
  CHECK(network.forward(normal_tensor({4, 3}, rng)).dtype() == Dtype::f64);
  check_contains(error_message([&] { network.backward(normal_tensor({4, 2}, rng)); }), {"evaluation mode"});
}

TEST_CASE("A conversion that the device cannot do leaves the module as it was", "[layering]") {
  Rng rng(1);
  Prototypes layer(2);
  layer.build({{3}, "F"}, rng);
  check_contains(error_message([&] { layer.to(Device::cuda); }), {"CUDA", "chapter 15"});
  CHECK(layer.options() == TensorOptions{Device::cpu, Dtype::f32});
  CHECK(layer.forward(normal_tensor({2, 3}, rng, Dtype::f32)).count() == 4);
  check_contains(error_message([&] { layer.to(Dtype::i32); }), {"Prototypes", "int32", "float32 or float64"});
}
