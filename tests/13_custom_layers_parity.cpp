// Do chapter 13's layers give PyTorch's numbers? tests/parity/13_custom_layers.py stored them.

#include <catch2/catch.hpp>
#include <string>

#include "tests/13_custom_layers_cases.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

// "channel.gate.fc1.weight": the path without the network's name.
std::string inside(const Parameter& parameter) { return parameter.path.substr(parameter.path.find('.') + 1); }

void check_layer(const CustomCase& one, const std::string& name, Dtype dtype) {
  Rng rng(1);
  const auto layer = one.make();
  const Tensor x = parity_fixture()[name + "/x"].to(dtype);
  layer->to(dtype);
  layer->build(x.shape().without_front(), rng);
  for (Parameter* parameter : layer->parameters()) {
    parameter->value.copy_from(parity_fixture()[name + "/" + inside(*parameter)]);
  }
  parity_fixture().check(name, "y", kind_of(one), layer->forward(x), dtype);
  parity_fixture().check(name, "dx", kind_of(one), layer->backward(parity_fixture()[name + "/dy"].to(dtype)), dtype);
  for (const Parameter* parameter : layer->parameters()) {
    parity_fixture().check(name, "d" + inside(*parameter), kind_of(one), parameter->grad(), dtype);
  }
}

}  // namespace

TEST_CASE("Every layer of chapter 13 computes what it does written in PyTorch, gradients included", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  int cases = 0;
  for (const CustomCase& one : custom_cases()) {
    const auto names = parity_fixture().cases(one.name);
    CHECK(names.size() == one.batches.size());  // a fixture with less would let everything pass
    for (const std::string& name : names) {
      check_layer(one, name, dtype);
      ++cases;
    }
  }
  CHECK(cases == 35);
}

TEST_CASE("The fixture of chapter 13's layers says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
