// Do the Linear layer, its loss and its training give PyTorch's numbers? tests/parity/03_linear.py stored them.

#include <catch2/catch.hpp>
#include <string>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "03_linear/softmax_classifier.hpp"
#include "tests/captured_output.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

// A Linear layer with the fixture's parameters.
Linear layer_of(const Tensor& weight, const Tensor* bias, Dtype dtype) {
  Linear layer(weight.dim(0), {.bias = bias != nullptr});
  Rng rng(1);
  layer.build({weight.dim(1)}, rng);
  layer.to(dtype);
  layer.weight().value.copy_from(weight);
  if (bias != nullptr) layer.bias().value.copy_from(*bias);
  return layer;
}

Linear first_layer(Dtype dtype) {
  return layer_of(parity_fixture()["trace/first_weight"], &parity_fixture()["trace/first_bias"], dtype);
}

// The loss of every step of gradient descent over all of the trace's images.
Tensor descend(Linear& layer, Dtype dtype) {
  Tensor x = parity_fixture()["trace/images"].to(dtype);
  if (dtype == Dtype::f64) {
    row<double>(x) /= 255;
  } else {
    row<float>(x) /= 255;
  }
  x = x.reshape({x.dim(0), x.count() / x.dim(0)});
  const double learning_rate = row<double>(parity_fixture()["trace/learning_rate"])[0];
  Tensor losses(parity_fixture()["trace/losses"].shape(), {Device::cpu, Dtype::f64});
  for (double& loss : losses.values<double>()) {
    const Tensor y = layer.forward(x);
    Tensor dy(y.shape(), y.options());
    loss = cross_entropy(y, parity_fixture()["trace/labels"], &dy);
    layer.zero_grad();
    layer.backward(dy, InputGradient::skip);
    for (Parameter* parameter : layer.parameters()) parameter->value.add(parameter->grad(), -learning_rate);
  }
  return losses;
}

}  // namespace

TEST_CASE("Linear computes what PyTorch's does, forwards and backwards", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::string kind = GENERATE("linear with bias", "linear without bias");
  int cases = 0;
  for (const std::string& name : parity_fixture().cases(kind)) {
    const bool has_bias = parity_fixture().has(name + "/bias");
    Linear layer =
        layer_of(parity_fixture()[name + "/weight"], has_bias ? &parity_fixture()[name + "/bias"] : nullptr, dtype);
    parity_fixture().check(name, "y", "linear", layer.forward(parity_fixture()[name + "/x"].to(dtype)), dtype);
    parity_fixture().check(name, "dx", "linear", layer.backward(parity_fixture()[name + "/dy"].to(dtype)), dtype);
    parity_fixture().check(name, "dweight", "linear", layer.weight().grad(), dtype);
    if (has_bias) parity_fixture().check(name, "dbias", "linear", layer.bias().grad(), dtype);
    ++cases;
  }
  CHECK(cases == 5);  // a fixture with less would let everything pass
}

TEST_CASE("The cross-entropy and its gradient are PyTorch's", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  int cases = 0;
  for (const std::string& name : parity_fixture().cases("cross-entropy")) {
    const Tensor y = parity_fixture()[name + "/y"].to(dtype);
    Tensor dy(y.shape(), y.options());
    const double loss = cross_entropy(y, parity_fixture()[name + "/labels"], &dy);
    parity_fixture().check(name, "loss", "cross-entropy", Tensor::from<double>({1}, {loss}), dtype);
    parity_fixture().check(name, "dy", "cross-entropy", dy, dtype);
    CHECK(cross_entropy(y, parity_fixture()[name + "/labels"], nullptr) == loss);
    ++cases;
  }
  CHECK(cases == 4);
}

TEST_CASE("Fifty steps of gradient descent follow PyTorch's", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  Linear layer = first_layer(dtype);
  const Tensor losses = descend(layer, dtype);
  REQUIRE(losses.count() == 50);
  CHECK(layer.weight().value.count() >= 256);
  parity_fixture().check("trace", "losses", "trace", losses, dtype, 1e-9);
  parity_fixture().check("trace", "weight", "trace", layer.weight().value, dtype, 1e-9);
  parity_fixture().check("trace", "bias", "trace", layer.bias().value, dtype, 1e-9);
}

TEST_CASE("The program's training follows PyTorch's", "[layering]") {
  Linear layer = first_layer(Dtype::f32);
  const Tensor& images = parity_fixture()["trace/images"];
  const Dataset data{"trace", images, parity_fixture()["trace/labels"], {"0", "1", "2", "3", "4"}};
  const TrainingSettings settings{.epochs = parity_fixture()["trace/losses"].count(),
                                  .batch_size = images.dim(0),  // one step an epoch, whatever the order of images
                                  .learning_rate = row<double>(parity_fixture()["trace/learning_rate"])[0]};
  const CapturedOutput progress(stderr);
  const TrainingHistory history = train_classifier(layer, {data, data}, settings);
  parity_fixture().check("trace", "losses", "trace", Tensor::from<double>({settings.epochs}, history.losses),
                         Dtype::f32);
  parity_fixture().check("trace", "weight", "trace", layer.weight().value, Dtype::f32);
  parity_fixture().check("trace", "bias", "trace", layer.bias().value, Dtype::f32);
}

TEST_CASE("The fixture says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
