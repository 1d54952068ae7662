// Do the poolings give PyTorch's numbers? tests/parity/11_pooling.py stored them.

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "tests/11_pooling_cases.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

// NaN and minus infinity as the fixture has them.
Tensor finite(const Tensor& y) {
  Tensor result = y.to(Dtype::f64).clone();
  for (double& value : result.values<double>()) {
    if (std::isnan(value)) value = 1000;
    if (std::isinf(value)) value = -1000;
  }
  return result;
}

// Of one layer; returns how many cases there were.
int check_cases(Module& layer, Dtype dtype) {
  Rng rng(1);
  int cases = 0;
  for (const std::string& name : parity_fixture().cases(layer.summary())) {
    const Tensor x = parity_fixture()[name + "/x"].to(dtype);
    layer.to(dtype);
    layer.build(x.shape().without_front(), rng);
    const bool all_finite = name.find("not finite") == std::string::npos;
    const Tensor y = layer.forward(x);
    parity_fixture().check(name, "y", layer.kind(), all_finite ? y : finite(y), dtype);
    parity_fixture().check(name, "dx", layer.kind(), layer.backward(parity_fixture()[name + "/dy"].to(dtype)), dtype);
    ++cases;
  }
  return cases;
}

}  // namespace

TEST_CASE("Every pooling computes what PyTorch's does, forwards and backwards", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  int cases = 0;
  for (const auto& layer : all_pools()) {
    INFO(layer->summary());
    const int found = check_cases(*layer, dtype);
    CHECK(found >= 3);  // a fixture with less would let everything pass
    cases += found;
  }
  CHECK(cases == 126);
}

TEST_CASE("The fixture of poolings says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
