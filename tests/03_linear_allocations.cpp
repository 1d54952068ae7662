// A training step calls malloc for nothing but the lists that its caller makes.
//
// This file replaces the global operator new by one that counts. Sanitizers bring their own, so there the test is
// empty.

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
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
  const long before = calls_of_new;
  for (int i = 0; i < 5; ++i) step();
  CHECK(calls_of_new - before == 0);
}

#endif
