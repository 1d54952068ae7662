// What the text of chapter 2 shows of the gradient check, as a test.

#include <catch2/catch.hpp>
#include <iostream>

#include "02_modules/gradient_check.hpp"
#include "02_modules/prototypes.hpp"
#include "02_modules/sequential.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

TEST_CASE("The text's example of a gradient check passes", "[layering]") {
  Rng rng(1);
  Sequential network = sequential("network", Prototypes(4), Prototypes(3));
  network.build({{5}, "F"}, rng);
  const Tensor x = normal_tensor({{7, 5}, "NF"}, rng);
  const GradientReport report = check_gradients(network, x.to(Dtype::f32));
  std::cout << report.text();
  CHECK(report.passed());
}
