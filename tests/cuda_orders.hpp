#pragma once

// Runs something in every order in which the emulator can give threads and blocks their turns. On a GPU there is one
// order, its own, and nobody can choose it.

#include <catch2/catch.hpp>
#include <string>

#include "15_cuda_kernels/backend.hpp"
#include "common/function_ref.hpp"
#ifndef STRATA_CUDA
#include "15_cuda_kernels/emulator/settings.hpp"
#endif

namespace strata {

/// Calls the function in forward, reversed and two shuffled orders; messages say in which one.
inline void in_every_order(FunctionRef<void()> function) {
#ifdef STRATA_CUDA
  function();
#else
  const auto run = [&](const char* name, emulator::Order order, std::uint64_t seed) {
    emulator::Settings settings = emulator::settings();
    settings.order = order;
    settings.seed = seed;
    const emulator::SettingsScope scope(settings);
    INFO("order of threads and blocks: " << name);
    function();
  };
  run("forward", emulator::Order::forward, 1);
  run("reversed", emulator::Order::reversed, 1);
  run("shuffled", emulator::Order::shuffled, 1);
  run("shuffled otherwise", emulator::Order::shuffled, 2);
#endif
}

}  // namespace strata
