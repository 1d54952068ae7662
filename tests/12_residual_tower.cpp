// Towers with and without shortcuts, and what is left of them without a block.

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "01_tensors/predictions.hpp"
#include "12_residual/tower.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

Sequential small_tower(bool shortcuts) {
  Sequential network = tower({.blocks = 3, .width = 6, .shortcuts = shortcuts}, 4);
  Rng rng(2);
  network.build({{3, 3, 1}, "HWC"}, rng);
  return network;
}

}  // namespace

TEST_CASE("A tower has the same parameters with and without shortcuts, to the last bit", "[layering]") {
  Sequential with = small_tower(true), without = small_tower(false);
  CHECK(with.parameter_count() == (9 * 6 + 6) + 3 * 2 * (6 * 6 + 6) + (6 * 4 + 4));
  REQUIRE(with.parameters().size() == without.parameters().size());
  for (std::size_t i = 0; i < with.parameters().size(); ++i) {
    const Tensor &a = with.parameters()[i]->value, &b = without.parameters()[i]->value;
    CHECK(elements<float>(a) == elements<float>(b));
  }
}

TEST_CASE("A residual block whose branch is zero does what its absence does", "[layering]") {
  Sequential network = small_tower(true);
  Rng rng(3);
  const Tensor x = normal_tensor({{50, 3, 3, 1}, "NHWC"}, rng, Dtype::f32);
  for (Parameter* parameter : network.parameters()) {
    if (parameter->path.find("block2.branch.fc2") != std::string::npos) parameter->value.fill(0);
  }
  const Tensor labels = argmax(network.forward(x));
  CHECK(accuracy_without(network, first_block + 1, x, labels) == 1);
  CHECK(accuracy_without(network, -1, x, labels) == 1);
  CHECK(network.training());
  CHECK_THROWS_AS(accuracy_without(network, 0, x, labels), Error);
}

TEST_CASE("Every block of a tower has a gradient in front of it, and the last one behind", "[layering]") {
  Sequential network = small_tower(true);
  Rng rng(4);
  const Tensor x = normal_tensor({{5, 3, 3, 1}, "NHWC"}, rng, Dtype::f32);
  const Tensor dy = normal_tensor({5, 4}, rng, Dtype::f32);
  const std::vector<double> lengths = gradient_lengths(network, x, dy);
  REQUIRE(lengths.size() == 4);
  network.forward(x);
  Tensor gradient = network[first_block + 3].backward(dy);  // "out"
  for (std::size_t i = 4; i-- > 0;) {
    double square = 0;
    for (const float entry : elements<float>(gradient)) square += static_cast<double>(entry) * entry;
    CHECK(lengths[i] == Approx(std::sqrt(square)));
    if (i > 0) gradient = network[first_block + static_cast<Index>(i) - 1].backward(gradient);
  }
}
