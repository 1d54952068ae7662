// A training step with Dropout calls malloc for nothing. Under sanitizers, which bring an operator new of their own,
// there is no such test.

#include <catch2/catch.hpp>

#include "02_modules/sequential.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/calls_of_new.hpp"

#ifndef STRATA_SANITIZED

TEST_CASE("After the first step, Dropout never asks the system for memory") {
  using namespace strata;
  Rng rng(1);
  Sequential network = sequential("network", Dropout(0.3), Dropout2d(0.5), Dropout(0.1));
  network.build({9, 7, 33}, rng);
  const Tensor x = normal_tensor({16, 9, 7, 33}, rng, Dtype::f32), dy = normal_tensor({16, 9, 7, 33}, rng, Dtype::f32);
  const auto step = [&] {
    network.forward(x);
    network.backward(dy);
  };
  step();
  for (int i = 0; i < 5; ++i) CHECK(calls_of_new(step) == 0);
}

#endif
