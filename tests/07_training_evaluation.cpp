// Counts, shares and losses of a trained network, and its state in a file.

#include <catch2/catch.hpp>
#include <cmath>

#include "05_losses/cross_entropy.hpp"
#include "07_training/evaluation.hpp"
#include "07_training/fc_net.hpp"
#include "07_training/module_state.hpp"
#include "tests/07_training_images.hpp"
#include "tests/error_matchers.hpp"
#include "tests/label_tensor.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

TEST_CASE("A confusion matrix counts true against predicted classes", "[layering]") {
  ConfusionMatrix matrix({"a", "b", "c"});
  CHECK(matrix.accuracy() == 0.0);
  matrix.add(labels({0, 1, 1, 1}), labels({0, 0, 1, 1}));
  matrix.add(labels({0}), labels({0}));
  CHECK(matrix.count(0, 1) == 1);
  CHECK(matrix.count(1, 0) == 0);
  CHECK(matrix.accuracy() == 0.8);
  CHECK(matrix.recall(0) == 2.0 / 3);
  CHECK(matrix.precision(1) == 2.0 / 3);
  CHECK(std::isnan(matrix.recall(2)));
  CHECK(std::isnan(matrix.precision(2)));
  check_contains(error_message([&] { matrix.add(labels({0, 3}), labels({0, 1})); }), {"predicted class 3", "0 to 2"});
  CHECK(matrix.count(0, 0) == 2);  // nothing of a batch that was refused is counted
  CHECK_THROWS_AS(matrix.add(labels({0}), labels({0, 1})), Error);
  CHECK_THROWS_AS(ConfusionMatrix({}), Error);
}

TEST_CASE("An evaluation does not depend on how the images are cut, and leaves the mode as it was", "[layering]") {
  Rng rng(1);
  Sequential network = fc_net(3);
  const Dataset data = learnable_images(31, 3, 1);
  network.build(data.images.shape().without_front(), rng);
  CrossEntropy criterion;
  const Evaluation whole = evaluate(network, criterion, DataLoader(data, {.batch_size = 31}));
  for (const Index batch_size : {1, 7, 30, 1000}) {
    const Evaluation cut = evaluate(network, criterion, DataLoader(data, {.batch_size = batch_size}));
    CHECK(cut.accuracy() == whole.accuracy());
    CHECK(cut.loss == Approx(whole.loss).epsilon(1e-6));  // float32 products, summed in another order
  }
  CHECK(network.training());
  network.eval();
  evaluate(network, criterion, DataLoader(data, {}));
  CHECK_FALSE(network.training());
}

TEST_CASE("A network's state goes into another network of its kind, and into no other", "[layering]") {
  Rng rng(1);
  Sequential one = fc_net(3), other = fc_net(3), larger = fc_net(4);
  for (Sequential* network : {&one, &other, &larger}) network->build({{6, 6, 1}, "HWC"}, rng);
  std::vector<NamedTensor> state = module_state(one);
  CHECK(state.front().name == "fc1.weight");
  load_module_state(other, state);
  for (std::size_t i = 0; i < state.size(); ++i) {
    CHECK(elements<float>(other.parameters()[i]->value) == elements<float>(one.parameters()[i]->value));
  }
  const std::vector<float> before = elements<float>(larger.parameters()[0]->value);
  check_contains(error_message([&] { load_module_state(larger, state); }),
                 {"FCNet, fc4.weight", "[O=3,I=64]", "[O=4,I=64]", "another network"});
  CHECK(elements<float>(larger.parameters()[0]->value) == before);
  std::vector<NamedTensor> wide = state;
  wide[0].tensor = wide[0].tensor.to(Dtype::f64);
  check_contains(error_message([&] { load_module_state(other, wide); }), {"fc1.weight", "float64", "float32"});
  state.push_back({"fc5.weight", Tensor::full({1}, 0)});
  check_contains(error_message([&] { load_module_state(one, state); }), {"fc5.weight"});
  state.resize(3);
  check_contains(error_message([&] { load_module_state(one, state); }), {"fc2.bias", "without it"});
}
