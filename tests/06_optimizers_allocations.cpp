// No step calls malloc after the first. Under sanitizers, which bring an operator new of their own, there is no such
// test.

#include <catch2/catch.hpp>

#include "06_optimizers/clipping.hpp"
#include "06_optimizers/schedule.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/random_tensors.hpp"

#ifndef STRATA_SANITIZED

TEST_CASE("After the first step, no optimiser asks the system for memory", "[layering]") {
  using namespace strata;
  Rng rng(1);
  const Schedule schedule = Schedule::cosine(0.1, 10);
  for (const auto& [name, make] : every_optimizer()) {
    Parameter parameter(normal_tensor({64, 784}, rng, Dtype::f32));
    parameter.write_grad().tensor.fill(0.5);
    const std::vector<Parameter*> parameters{&parameter};
    const auto optimizer = make(parameters);
    const auto step = [&] {
      optimizer->set_learning_rate(schedule.at(optimizer->steps()));
      clip_by_norm(parameters, 0.1);
      optimizer->step();
    };
    step();
    INFO(name);
    for (int i = 0; i < 5; ++i) CHECK(calls_of_new(step) == 0);
  }
}

#endif
