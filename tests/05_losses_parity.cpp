// Do the criteria give PyTorch's numbers? tests/parity/05_losses.py stored them.

#include <catch2/catch.hpp>
#include <string>

#include "tests/05_losses_criteria.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

void check_cases(const std::string& name, Dtype dtype) {
  const std::string kind = name.substr(0, name.find(' '));
  const auto cases = parity_fixture().cases(name);
  CHECK_FALSE(cases.empty());
  for (const std::string& shape : cases) {
    const bool labels = parity_fixture().has(shape + "/labels");
    const Tensor target = labels ? parity_fixture()[shape + "/labels"] : parity_fixture()[shape + "/target"].to(dtype);
    const Tensor weights = parity_fixture().has(shape + "/weights") ? parity_fixture()[shape + "/weights"] : Tensor();
    const auto criterion = losses::make(kind, weights);
    const double loss = criterion->forward(parity_fixture()[shape + "/y"].to(dtype), target);
    parity_fixture().check(shape, "loss", name, Tensor::from<double>({1}, {loss}), dtype);
    parity_fixture().check(shape, "dy", name, criterion->backward(), dtype);
  }
}

}  // namespace

TEST_CASE("Every criterion computes PyTorch's loss and gradient", "[layering]") {
  const std::string name = GENERATE(
      as<std::string>(), "MeanSquaredError", "MeanAbsoluteError", "ClassNLL", "ClassNLL of shares", "ClassNLLUnstable",
      "ClassNLLUnstable clipped", "CrossEntropy", "CrossEntropy of shares", "BinaryCrossEntropy",
      "BinaryCrossEntropy with weights of entries", "BinaryCrossEntropy with weights of outputs",
      "BinaryCrossEntropy at the ends", "BinaryCrossEntropyWithLogits",
      "BinaryCrossEntropyWithLogits with weights of entries", "BinaryCrossEntropyWithLogits with weights of outputs");
  check_cases(name, Dtype::f64);
  check_cases(name, Dtype::f32);
}

TEST_CASE("The fixture of the losses says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
