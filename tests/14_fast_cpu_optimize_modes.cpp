// Training and evaluation of an optimised network, whose layers a caller may set one by one, beside the network itself.

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "02_modules/state.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/evaluation_mode.hpp"
#include "07_training/flatten.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "12_residual/blocks.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

const Shape mode_images{{3, 6, 7, 2}, "NHWC"};

// Layers on images and on features, each of which acts by its mode.
Sequential network_with_modes(std::uint64_t seed = 3) {
  Sequential network("modes");
  network.add(Conv2d(8, 3), "conv1").add(BatchNorm(), "norm1").add(ReLU(), "relu1").add(Dropout2d(0.5), "drop1");
  network.add(basic_block({8, 8}), "block");
  network.add(Conv2d(4, 1), "conv2").add(ReLU(), "relu2").add(MaxPool2d(2), "pool").add(Flatten(), "flatten");
  network.add(Linear(9), "fc1").add(ReLU(), "relu3").add(Dropout(0.5), "drop2").add(Linear(3), "fc2");
  Rng rng(seed);
  network.build(mode_images.without_front(), rng);
  network.to(Dtype::f64);
  return network;
}

// A network, and an optimised one with layers of its own; random states and statistics are equal.
struct ModePair {
  Sequential plain = network_with_modes(), layers = network_with_modes();
  std::unique_ptr<OptimizedNetwork> fast = optimize(layers);

  // Calls what somebody does with a network, for the plain one and for the layers of the other.
  void set(FunctionRef<void(Sequential&)> action) {
    action(plain);
    action(layers);
  }

  // Two passes give equal outputs, and so do running statistics and masks; the layers stay in their modes.
  void check() {
    Rng rng(8);
    std::vector<bool> modes, fast_modes;
    for_each_child(plain, [&](std::string_view, Module& layer) { modes.push_back(layer.training()); });
    for (int pass = 0; pass < 2; ++pass) {
      const Tensor x = normal_tensor(mode_images, rng);
      const Tensor y = plain.forward(x).clone();
      CAPTURE(fast->plan(), pass);
      CHECK(furthest(fast->forward(x), y) <= 1e-12);
    }
    for_each_child(layers, [&](std::string_view, Module& layer) { fast_modes.push_back(layer.training()); });
    CHECK(fast_modes == modes);
    const std::vector<Tensor*> expected = buffers(plain), got = buffers(layers);
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(furthest(*got[i], *expected[i]) <= 1e-12);
  }

  // Both can go back, with equal gradients, or both refuse to.
  void check_backward(bool possible) {
    Rng rng(9);
    const Tensor dy = normal_tensor(plain.output_sample().with_front(mode_images[0]), rng);
    if (!possible) {
      error_message([&] { plain.backward(dy); });
      check_contains(error_message([&] { fast->backward(dy); }), {"modes", "train()"});
      return;
    }
    CHECK(furthest(fast->backward(dy), plain.backward(dy)) <= 1e-11);
  }
};

}  // namespace

TEST_CASE("train() and eval() of an optimised network, and of the network inside, reach the layers", "[layering]") {
  ModePair pair;
  pair.check();
  pair.check_backward(true);
  SECTION("of the optimised network, and the network follows at once") {
    for (const bool training : {false, true, false}) {
      pair.plain.train(training);
      pair.fast->train(training);
      CHECK(pair.layers.training() == training);
      pair.check();
      pair.check_backward(training);
    }
    {
      const EvaluationMode plain_mode(pair.plain), mode(*pair.fast);
      pair.check();
    }
    CHECK_FALSE(pair.layers.training());
    pair.check();
  }
  SECTION("of the network, and the optimised one does not follow") {
    for (const bool training : {false, true, false}) {
      pair.set([=](Sequential& network) { network.train(training); });
      pair.check();
      pair.check_backward(training);
      CHECK(pair.fast->training());
      CHECK(pair.layers.training() == training);
    }
    pair.plain.train();
    pair.fast->train();  // the last word, though this one was never told otherwise
    pair.check();
    pair.check_backward(true);
  }
}

TEST_CASE("Layers of an optimised network keep the modes that a caller sets", "[layering]") {
  ModePair pair;
  const std::string plan = pair.fast->plan();
  SECTION("masks in evaluation") {
    pair.plain.eval();
    pair.fast->eval();
    pair.set([](Sequential& network) { network[3].train(), network[11].train(); });
    pair.check();
    CHECK(pair.fast->plan() != plan);
  }
  SECTION("a frozen BatchNorm, and one inside a block") {
    const Index layer = GENERATE(1, 4);
    pair.set([=](Sequential& network) {
      for_each_module(network[layer], [](Module& part) {
        if (dynamic_cast<BatchNorm*>(&part) != nullptr) part.eval();
      });
    });
    pair.check();
    pair.check_backward(false);
  }
  SECTION("all in evaluation but the network itself") {
    pair.set([](Sequential& network) {
      for (Index i = 0; i < network.size(); ++i) network[i].eval();
    });
    pair.check();
    CHECK(pair.fast->plan() == plan);
    pair.check_backward(false);
  }
  SECTION("set between forward() and backward()") {
    pair.check();
    pair.set([](Sequential& network) { network[9].eval(); });
    pair.check_backward(false);
  }
  SECTION("and a clone of it") {
    pair.set([](Sequential& network) { network[1].eval(), network[11].eval(); });
    const std::unique_ptr<Module> copy = pair.fast->clone();
    Rng rng(4);
    const Tensor x = normal_tensor(mode_images, rng);
    const Tensor y = pair.plain.forward(x);
    CHECK(furthest(copy->forward(x), y) <= 1e-12);
    CHECK(furthest(pair.fast->forward(x), y) <= 1e-12);
  }
  pair.plain.train();
  pair.fast->train();
  pair.check();
  CHECK(pair.fast->plan() == plan);
}

TEST_CASE("optimize() leaves the layers in the modes that it finds", "[layering]") {
  Sequential plain = network_with_modes(), layers = network_with_modes();
  for (Sequential* network : {&plain, &layers}) {
    network->eval();
    (*network)[3].train();
  }
  const std::unique_ptr<OptimizedNetwork> fast = optimize(layers);
  CHECK_FALSE(fast->training());
  CHECK_FALSE(layers.training());
  CHECK(layers[3].training());
  CHECK_FALSE(layers[4].training());
  Rng rng(5);
  const Tensor x = normal_tensor(mode_images, rng);
  CHECK(furthest(fast->forward(x), plain.forward(x)) <= 1e-12);
}

TEST_CASE("An optimised network that is asked with masks answers as the network does", "[layering]") {
  ModePair pair;
  // As ask_with_masks() of chapter 9 does it: one image several times, with a mask of its own each time.
  const auto ask = [](Module& network, const Tensor& x) {
    const EvaluationMode evaluation(network);
    for_each_module(network, [](Module& module) {
      if (dynamic_cast<Dropout*>(&module) != nullptr || dynamic_cast<Dropout2d*>(&module) != nullptr) module.train();
    });
    return network.forward(x).clone();
  };
  Rng rng(6);
  const Tensor image = normal_tensor(mode_images.with_first(1), rng);
  Tensor x(mode_images.with_first(10), image.options());
  for (Index n = 0; n < x.dim(0); ++n) x.slice(n, n + 1).copy_from(image);
  for (int time = 0; time < 2; ++time) {
    const Tensor expected = ask(pair.plain, x), got = ask(*pair.fast, x);
    CHECK(furthest(got, expected) <= 1e-12);
    CHECK(furthest(got.slice(0, 9), got.slice(1, 10)) > 0.001);
    CHECK(pair.layers.training());
    CHECK(pair.layers[3].training());
  }
}
