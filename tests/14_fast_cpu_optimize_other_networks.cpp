// Networks that optimize() must not take for what they are not: layers of one's own, and layers that change afterwards.

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "12_residual/residual.hpp"
#include "14_fast_cpu/made_from.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

Tensor twice(const Tensor& tensor) {
  Tensor sum = tensor.clone();
  sum.add(tensor);
  return sum;
}

// A layer of somebody's own that derives from one of the book's and makes twice as much of it.
template <class Layer>
class Doubled : public Layer {
 public:
  using Layer::Layer;

 protected:
  Tensor do_forward(const Tensor& x) override { return twice(Layer::do_forward(x)); }
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override { return Layer::do_backward(twice(dy), wanted); }
};

// The layer, or one of somebody's own in its place.
template <class Layer, class Own, class... Options>
std::unique_ptr<Module> layer_or_own(Options... options) {
  if constexpr (std::is_same_v<Layer, Own>) {
    return std::make_unique<Doubled<Layer>>(std::move(options)...);
  } else {
    return std::make_unique<Layer>(std::move(options)...);
  }
}

// Every layer that a step knows; those of the kind Own are somebody's own.
template <class Own>
Sequential network_with_own() {
  Sequential network("own");
  network.add(layer_or_own<Conv2d, Own>(4, 3, Conv2dOptions{.padding = 1}), "conv1");
  network.add(layer_or_own<BatchNorm, Own>(), "norm").add(layer_or_own<ReLU, Own>(), "relu1");
  network.add(layer_or_own<Dropout2d, Own>(0.5), "drop1");
  auto branch = layer_or_own<Sequential, Own>("branch");
  dynamic_cast<Sequential&>(*branch).add(Conv2d(4, 1), "conv");
  network.add(layer_or_own<Residual, Own>(std::move(branch), nullptr, layer_or_own<ReLU, Own>()), "block");
  network.add(Conv2d(3, 1), "conv2").add(layer_or_own<MaxPool2d, Own>(2), "pool").add(Flatten(), "flatten");
  network.add(layer_or_own<Linear, Own>(7), "fc1").add(layer_or_own<ReLU, Own>(), "relu2");
  network.add(layer_or_own<Dropout, Own>(0.5), "drop2").add(Linear(3), "fc2");
  return network;
}

const Shape own_images{{3, 5, 6, 2}, "NHWC"};

void build_in_float64(Sequential& network) {
  Rng rng(3);
  network.build(own_images.without_front(), rng);
  network.to(Dtype::f64);
}

void check_as_plain(Sequential& plain, Sequential& layers) {
  build_in_float64(plain);
  build_in_float64(layers);
  const std::unique_ptr<OptimizedNetwork> fast = optimize(layers);
  CAPTURE(fast->plan());
  Rng rng(4);
  const Tensor x = normal_tensor(own_images, rng);
  const Tensor y = plain.forward(x);
  CHECK(furthest(fast->forward(x), y) <= 1e-12);
  const Tensor dy = normal_tensor(y.shape(), rng);
  CHECK(furthest(fast->backward(dy), plain.backward(dy)) <= 1e-11);
  plain.eval();
  fast->eval();
  CHECK(furthest(fast->forward(x), plain.forward(x)) <= 1e-12);
}

std::unique_ptr<Sequential> small_linear_network(Index features) {
  auto network = std::make_unique<Sequential>("small");
  network->add(Linear(5), "fc1").add(ReLU(), "relu").add(Linear(3), "fc2");
  Rng rng(3);
  network->build({{features}, "F"}, rng);
  return network;
}

}  // namespace

TEMPLATE_TEST_CASE("A layer that derives from one of the book's runs as it says itself", "[layering]", Conv2d,
                   BatchNorm, ReLU, Dropout2d, Residual, MaxPool2d, Linear, Dropout, Sequential) {
  Sequential plain = network_with_own<TestType>(), layers = network_with_own<TestType>();
  check_as_plain(plain, layers);
}

TEST_CASE("A network that derives from Sequential runs as it says itself", "[layering]") {
  Doubled<Sequential> plain("own"), layers("own");
  for (Sequential* network : {static_cast<Sequential*>(&plain), static_cast<Sequential*>(&layers)}) {
    network->add(Flatten(), "flatten").add(Linear(4), "fc").add(ReLU(), "relu");
  }
  check_as_plain(plain, layers);
}

TEST_CASE("A network that is built anew for another shape needs another optimize()", "[layering]") {
  const std::unique_ptr<Sequential> network = small_linear_network(6);
  const std::unique_ptr<OptimizedNetwork> fast = optimize(*network);
  Rng rng(3);
  const Tensor x = normal_tensor({2, 6}, rng, Dtype::f32), dy = normal_tensor({2, 3}, rng, Dtype::f32);
  fast->forward(x);
  network->build({{6000}, "F"}, rng);
  const std::vector<std::string> parts{"small", "[F=6000]", "[F=6]", "optimize() again"};
  check_contains(error_message([&] { fast->backward(dy); }), parts);
  check_contains(error_message([&] { fast->forward(x); }), parts);
  network->build({{6}, "F"}, rng);
  CHECK(furthest(fast->forward(x), network->forward(x)) <= 1e-6);
  CHECK(fast->backward(dy).shape().matches({2, 6}));
}

TEST_CASE("Another part of the same memory is another tensor", "[layering]") {
  Rng rng(5);
  const Tensor all = normal_tensor({4, 6}, rng, Dtype::f32), first = all.slice(0, 2), second = all.slice(2, 4);
  fast_cpu::MadeFrom<2> made_from;
  CHECK_FALSE(made_from.unchanged({&first, nullptr}));
  made_from.remember({&first, nullptr});
  const Tensor again = all.slice(0, 2), turned = first.reshape({6, 2});
  CHECK(made_from.unchanged({&first, nullptr}));
  CHECK(made_from.unchanged({&again, nullptr}));
  CHECK_FALSE(made_from.unchanged({&second, nullptr}));
  CHECK_FALSE(made_from.unchanged({&turned, nullptr}));
  CHECK_FALSE(made_from.unchanged({&first, &second}));
}

TEST_CASE("Weights that become another part of one tensor are seen", "[layering]") {
  Rng rng(6);
  Sequential network("net");
  network.add(Conv2d(4, 3, {.padding = 1}), "conv").add(BatchNorm(), "norm").add(ReLU(), "relu");
  network.build(own_images.without_front(), rng);
  network.eval();
  Tensor& weight = dynamic_cast<Conv2d&>(network[0]).weight().value;
  const Tensor both = normal_tensor({2 * weight.dim(0), 3, 3, 2}, rng, Dtype::f32);
  const std::unique_ptr<OptimizedNetwork> fast = optimize(network);
  const Tensor x = normal_tensor(own_images, rng, Dtype::f32);
  for (const Index begin : {Index{0}, weight.dim(0)}) {
    weight = both.slice(begin, begin + weight.dim(0));
    CHECK(furthest(fast->forward(x), network.forward(x)) <= 1e-4);
  }
}
