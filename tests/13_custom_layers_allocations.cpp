// A training step of chapter 13's layers calls malloc for nothing after the first. Under sanitizers, which bring an
// operator new of their own, there is no such test.

#include <catch2/catch.hpp>

#include "tests/13_custom_layers_cases.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/random_tensors.hpp"

#ifndef STRATA_SANITIZED

TEST_CASE("After the first step, no layer of chapter 13 asks the system for memory", "[layering]") {
  using namespace strata;
  Rng rng(1);
  for (const CustomCase& one : custom_cases()) {
    const Shape batch = one.batches[0];
    const auto layer = one.make();
    const Shape output = layer->build(batch.without_front(), rng);
    const Tensor x = normal_tensor(batch, rng, Dtype::f32);
    const Tensor dy = normal_tensor(output.with_front(batch[0]), rng, Dtype::f32);
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
