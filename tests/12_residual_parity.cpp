// Do residual blocks give PyTorch's numbers? tests/parity/12_residual.py stored them.

#include <catch2/catch.hpp>

#include "tests/12_residual_cases.hpp"
#include "tests/filled_tensors.hpp"
#include "tests/parity_fixture.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

void check_block(const ResidualCase& one, Dtype dtype) {
  Rng rng(1);
  const std::string prefix = one.name + "/";
  const double tolerance = parity_fixture().tolerance(one.name, dtype, 1e-10);
  const auto wide = [](const Tensor& tensor) { return elements<double>(tensor.to(Dtype::f64)); };
  const auto block = one.make();
  block->to(dtype);
  block->build(one.batch.without_front(), rng);
  fill_parameters(*block);
  const Tensor x = filled_images(1000, one.batch).to(dtype);
  const Tensor y = block->forward(x);
  parity_fixture().check_entries(prefix + "y", wide(y), tolerance);
  parity_fixture().check_entries(prefix + "dx", wide(block->backward(filled_images(2000, y.shape()).to(dtype))),
                                 tolerance);
  for (const Parameter* parameter : block->parameters()) {
    const std::string name = name_inside(parameter->path);
    const std::vector<double> gradient = wide(parameter->grad());
    if (!name.ends_with(".bias")) {
      parity_fixture().check_entries(prefix + name, gradient, tolerance);
      continue;
    }
    // The normalisation that follows takes a bias away again: its gradient is rounding.
    INFO(prefix + name);
    for (const double entry : gradient) CHECK(std::abs(entry) < (dtype == Dtype::f64 ? 1e-12 : 1e-4));
  }
  block->eval();
  parity_fixture().check_entries(prefix + "evaluated", wide(block->forward(x)), tolerance);
}

}  // namespace

TEST_CASE("Every residual block computes what PyTorch's does, forwards, backwards and in evaluation", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  for (const ResidualCase& one : block_cases()) check_block(one, dtype);
}

TEST_CASE("The residual fixture says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
