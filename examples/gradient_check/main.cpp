// Checks the gradients of a network of two toy layers. Put a layer of your own in its place.

#include <iostream>

#include "01_tensors/random.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/prototypes.hpp"
#include "02_modules/sequential.hpp"

using namespace strata;

int main() {
  Rng rng(1);
  Sequential network = sequential("network", Prototypes(4), Prototypes(3));
  network.build({{5}, "F"}, rng);
  Tensor x({{7, 5}, "NF"});
  for (float& value : x.values<float>()) value = static_cast<float>(rng.normal());
  const GradientReport report = check_gradients(network, x);
  std::cout << report.text();
  return report.passed() ? 0 : 1;
}
