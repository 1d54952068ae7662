// A training step of the normalisation layers calls malloc for nothing after the first. Under sanitizers, which bring
// an operator new of their own, there is no such test.

#include <catch2/catch.hpp>

#include "tests/08_normalization_cases.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/random_tensors.hpp"

#ifndef STRATA_SANITIZED

TEST_CASE("After the first step, no normalisation layer asks the system for memory", "[layering]") {
  using namespace strata;
  Rng rng(1);
  for (const NormalisationCase& one : normalisation_cases()) {
    const auto layer = one.make();
    layer->build(one.batch.without_front(), rng);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32), dy = normal_tensor(one.batch, rng, Dtype::f32);
    const auto step = [&] {
      layer->zero_grad();
      layer->forward(x);
      layer->backward(dy);
    };
    step();
    INFO(one.name);
    for (int i = 0; i < 3; ++i) CHECK(calls_of_new(step) == 0);
  }
}

#endif
