// Do the activations give PyTorch's numbers? tests/parity/04_activations.py stored them.

#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "04_activations/activation.hpp"
#include "04_activations/softmax.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

// The layer of each kind of case.
std::unique_ptr<Module> layer_of(const std::string& kind) {
  if (kind == "ReLU") return std::make_unique<ReLU>();
  if (kind == "LeakyReLU") return std::make_unique<LeakyReLU>();
  if (kind == "LeakyReLU of slope -0.7") return std::make_unique<LeakyReLU>(functions::LeakyReLU{-0.7});
  if (kind == "ELU") return std::make_unique<ELU>();
  if (kind == "ELU of alpha 1.7") return std::make_unique<ELU>(functions::ELU{1.7});
  if (kind == "SoftPlus") return std::make_unique<SoftPlus>();
  if (kind == "Sigmoid") return std::make_unique<Sigmoid>();
  if (kind == "Tanh") return std::make_unique<Tanh>();
  if (kind == "Swish") return std::make_unique<Swish>();
  if (kind == "Swish of beta 1.7") return std::make_unique<Swish>(functions::Swish{1.7});
  if (kind == "SoftMax") return std::make_unique<SoftMax>();
  return std::make_unique<LogSoftMax>();
}

}  // namespace

TEST_CASE("Every activation computes what PyTorch's does, forwards and backwards", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const auto [kind, expected_cases] = GENERATE(table<std::string, int>({{"ReLU", 4},
                                                                        {"LeakyReLU", 4},
                                                                        {"LeakyReLU of slope -0.7", 4},
                                                                        {"ELU", 4},
                                                                        {"ELU of alpha 1.7", 4},
                                                                        {"SoftPlus", 4},
                                                                        {"Sigmoid", 4},
                                                                        {"Tanh", 4},
                                                                        {"Swish", 4},
                                                                        {"Swish of beta 1.7", 4},
                                                                        {"SoftMax", 6},
                                                                        {"LogSoftMax", 6}}));
  Rng rng(1);
  int cases = 0;
  for (const std::string& name : parity_fixture().cases(kind)) {
    const Tensor x = parity_fixture()[name + "/x"].to(dtype);
    const std::unique_ptr<Module> layer = layer_of(kind);
    layer->to(dtype);
    layer->build(x.shape().without_front(), rng);
    parity_fixture().check(name, "y", kind, layer->forward(x), dtype);
    parity_fixture().check(name, "dx", kind, layer->backward(parity_fixture()[name + "/dy"].to(dtype)), dtype);
    ++cases;
  }
  CHECK(cases == expected_cases);  // a fixture with less would let everything pass
}

TEST_CASE("The defaults are the course's", "[layering]") {
  CHECK(LeakyReLU().function().slope == 0.03);
  CHECK(ELU().function().alpha == 1.0);
  CHECK(Swish().function().beta == 1.0);
}

TEST_CASE("The activations' fixture says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
