// Gates that may not look at the image.

#include <catch2/catch.hpp>

#include "01_tensors/predictions.hpp"
#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "11_pooling/average_pool.hpp"
#include "13_custom_layers/attention.hpp"
#include "13_custom_layers/fixed_gates.hpp"
#include "13_custom_layers/gated.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

Sequential gated_classifier() {
  Sequential network("network");
  network.add(channel_attention(4, 2), "channel").add(spatial_attention(3), "spatial");
  network.add(GlobalAveragePool2d(), "pool").add(Linear(3), "fc");
  Rng rng(1);
  network.build({{5, 5, 4}, "HWC"}, rng);
  return network;
}

void set_all(Sequential& network, const std::string& ending, double value) {
  for (Parameter* parameter : network.parameters()) {
    if (parameter->path.ends_with(ending)) parameter->value.fill(value);
  }
}

}  // namespace

TEST_CASE("A hidden layer that is off gives every image the same gates, and fixing them changes nothing",
          "[layering]") {
  Sequential network = gated_classifier();
  Rng rng(2);
  const Tensor x = normal_tensor({{60, 5, 5, 4}, "NHWC"}, rng, Dtype::f32);
  set_all(network, "channel.gate.fc1.bias", -100);
  const Tensor gates = gates_at(network, 0, x);
  for (Index n = 1; n < 60; ++n) {
    const Tensor first = gates.slice(0, 1), other = gates.slice(n, n + 1);
    CHECK(elements<float>(other) == elements<float>(first));
  }
  const Tensor labels = argmax(network.forward(x));
  CHECK(accuracy_with_fixed_gates(network, {}, x, labels) == 1);
  CHECK(accuracy_with_fixed_gates(network, {0}, x, labels) == 1);
  CHECK(network.training());
}

TEST_CASE("Where gates differ from image to image, fixing them changes predictions", "[layering]") {
  Sequential network = gated_classifier();
  Rng rng(2);
  const Tensor x = normal_tensor({{200, 5, 5, 4}, "NHWC"}, rng, Dtype::f32);
  for (Parameter* parameter : network.parameters()) {
    if (parameter->path.find("spatial") != std::string::npos) {
      parameter->value.copy_from(normal_tensor(parameter->value.shape(), rng, Dtype::f32));
    }
  }
  set_all(network, "fc.bias", 0);  // or its largest entry would decide, whatever the image is
  const Tensor labels = argmax(network.forward(x));
  CHECK(accuracy_with_fixed_gates(network, {1}, x, labels) < 1);
  const Tensor gates = gates_at(network, 1, x);
  CHECK(gates.shape() == Shape{200, 5, 5, 1});
  const Tensor before = network[0].forward(x);
  Tensor means = gates.clone();
  auto rows = matrix<float>(means);
  const Eigen::RowVectorXf mean = rows.colwise().mean();
  rows.rowwise() = mean;
  Tensor y(before.shape(), before.options());
  kernels<GatedKernels>(before).multiply(before, means, y);
  CHECK(accuracy_with_fixed_gates(network, {1}, x, argmax(network[3].forward(network[2].forward(y)))) == 1);
  const Tensor expected = dynamic_cast<Gated&>(network[1]).gate().forward(network[0].forward(x));
  CHECK(elements<float>(gates) == elements<float>(expected));
}

TEST_CASE("A layer without a gate has none to fix", "[layering]") {
  Sequential network = gated_classifier();
  const Tensor x = Tensor::full({2, 5, 5, 4}, 1), labels = Tensor::full({2}, 0, {Device::cpu, Dtype::i32});
  check_contains(error_message([&] { gates_at(network, 2, x); }), {"network.pool", "GlobalAveragePool2d", "Gated"});
  check_contains(error_message([&] { accuracy_with_fixed_gates(network, {3}, x, labels); }), {"network.fc", "Linear"});
}
