#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace strata {

/// A new seed for every run, printed so that a failure can be repeated: STRATA_TEST_SEED=... ctest ...
inline std::uint64_t fresh_seed() {
  static const std::uint64_t seed = [] {
    const char* const given = std::getenv("STRATA_TEST_SEED");
    const std::uint64_t chosen = given != nullptr ? std::stoull(given) : std::random_device{}();
    std::cout << "random seed of this run: STRATA_TEST_SEED=" << chosen << '\n';
    return chosen;
  }();
  return seed;
}

}  // namespace strata
