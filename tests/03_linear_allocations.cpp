// A training step calls malloc for nothing but the lists that its caller makes. Under sanitizers, which bring an
// operator new of their own, there is no such test.

#include <catch2/catch.hpp>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/random_tensors.hpp"

#ifndef STRATA_SANITIZED

TEST_CASE("After the first step, forward and backward never ask the system for memory") {
  using namespace strata;
  Rng rng(1);
  Sequential network = sequential("network", Linear(33), Linear(10));
  network.build({{784}, "I"}, rng);
  const Tensor x = normal_tensor({64, 784}, rng, Dtype::f32), dy = normal_tensor({64, 10}, rng, Dtype::f32);
  const std::vector<Parameter*> parameters = network.parameters();
  const auto step = [&] {
    network.zero_grad();
    network.forward(x);
    network.backward(dy, InputGradient::skip);
    for (Parameter* parameter : parameters) parameter->value.add(parameter->grad(), -0.1);
  };
  step();
  for (int i = 0; i < 5; ++i) CHECK(calls_of_new(step) == 0);
}

#endif
