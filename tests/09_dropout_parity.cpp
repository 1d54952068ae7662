// Does Dropout give PyTorch's numbers for a given mask? tests/parity/09_dropout.py stored them, and drew the masks from
// Philox on its own.

#include <catch2/catch.hpp>

#include "02_modules/state.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

TEST_CASE("Dropout computes what PyTorch does with the same mask, forwards and backwards", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const auto [kind, expected_cases] = GENERATE(table<std::string, int>({{"Dropout", 5}, {"Dropout2d", 4}}));
  int cases = 0;
  for (const std::string& name : parity_fixture().cases(kind)) {
    const Tensor x = parity_fixture()[name + "/x"].to(dtype);
    const double p = parity_fixture()[name + "/p"].values<double>()[0];
    const auto layer = dropout_layer({kind == "Dropout2d", x.shape(), p}, 1, dtype);
    buffers(*layer).front()->copy_from(parity_fixture()[name + "/state"]);
    parity_fixture().check(name, "y", kind, layer->forward(x), dtype);
    parity_fixture().check(name, "dx", kind, layer->backward(parity_fixture()[name + "/dy"].to(dtype)), dtype);
    ++cases;
  }
  CHECK(cases == expected_cases);  // a fixture with less would let everything pass
}

TEST_CASE("Dropout's default is PyTorch's", "[layering]") {
  CHECK(Dropout().p() == 0.5);
  CHECK(Dropout2d().p() == 0.5);
}

TEST_CASE("Dropout's fixture says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
