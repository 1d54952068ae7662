// Do the criteria give PyTorch's numbers? tests/parity/05_losses.py stored them.

#include <catch2/catch.hpp>
#include <string>

#include "tests/05_losses_parity_cases.hpp"

using namespace strata;

TEST_CASE("Every criterion computes PyTorch's loss and gradient", "[layering]") {
  const std::string name = GENERATE(from_range(losses::parity_kinds));
  losses::check_parity(parity_fixture(), name, Dtype::f64, Device::cpu);
  losses::check_parity(parity_fixture(), name, Dtype::f32, Device::cpu);
}

TEST_CASE("The fixture of the losses says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
