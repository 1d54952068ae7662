// No step calls malloc after the first.
//
// This file replaces the global operator new by one that counts. Sanitizers bring their own, so there the test is
// empty.

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "06_optimizers/clipping.hpp"
#include "06_optimizers/schedule.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/random_tensors.hpp"

#ifndef STRATA_SANITIZED

namespace {
std::atomic<long> calls_of_new{0};
}

// NOLINTBEGIN(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory): this is where ownership begins
void* operator new(std::size_t bytes) {
  ++calls_of_new;
  if (void* const block = std::malloc(bytes)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
// NOLINTEND(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)

TEST_CASE("After the first step, no optimizer asks the system for memory", "[layering]") {
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
    const long before = calls_of_new;
    for (int i = 0; i < 5; ++i) step();
    const long calls = calls_of_new - before;  // INFO makes some of its own
    INFO(name);
    CHECK(calls == 0);
  }
}

#endif
