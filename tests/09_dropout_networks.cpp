// Networks from descriptions, and what the chapter's program measures of them.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/deep_fc_net.hpp"
#include "09_dropout/dropout.hpp"
#include "09_dropout/dropout_training.hpp"
#include "09_dropout/linear_block.hpp"
#include "09_dropout/linear_penalty.hpp"
#include "09_dropout/monte_carlo.hpp"
#include "09_dropout/wide_net.hpp"
#include "tests/07_training_images.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

TEST_CASE("DeepFCNet has the parameters that the homework counts", "[layering]") {
  Rng rng(1);
  Sequential network = deep_fc_net();
  network.build({{32, 32, 3}, "HWC"}, rng);
  CHECK(network.parameter_count() == 3805450);
  CHECK(network.output_sample() == Shape{10});
  check_contains(network.describe(), {"DeepFCNet.fc1_dropout", "Dropout(0.5)", "Linear(3072 -> 1024)",
                                      "Linear(1024 -> 512)", "Linear(512 -> 256)", "Linear(256 -> 10)"});
  CHECK(network.size() == 11);
}

TEST_CASE("A block adds what its description names, in order, under names of its own", "[layering]") {
  Rng rng(1);
  Sequential network("network");
  add_linear(network, "whole",
             {.features = 4,
              .bias = false,
              .normalisation = make_module<Flatten>,  // stands in for a layer of normalisation
              .activation = [] { return std::make_unique<LeakyReLU>(functions::LeakyReLU{0.2}); },
              .dropout = 0.25});
  add_linear(network, "bare", {.features = 2});
  network.build({{3}, "I"}, rng);
  CHECK(network.size() == 5);
  CHECK(network[1].path() == "network.whole_norm");
  CHECK(network[2].path() == "network.whole_activation");
  CHECK(network[2].summary() == "LeakyReLU(0.2)");
  CHECK(network[3].path() == "network.whole_dropout");
  CHECK(network[3].summary() == "Dropout(0.25)");
  CHECK(network[4].path() == "network.bare");
  CHECK(network.parameter_count() == 12 + 8 + 2);
  CHECK(network.clone()->describe() == network.describe());
}

TEST_CASE("A block that cannot be is refused", "[layering]") {
  Sequential network("network");
  check_contains(error_message([&] { add_linear(network, "fc", {}); }), {"Linear", "0 outputs", "1 or more"});
  check_contains(error_message([&] { add_linear(network, "fc", {.features = 3, .dropout = 1.5}); }),
                 {"Dropout, p", "1.5"});
  check_contains(error_message([&] {
                   add_linear(network, "fc", {.features = 3, .dropout = std::numeric_limits<double>::quiet_NaN()});
                 }),
                 {"Dropout, p", "nan"});
  CHECK(network.size() == 0);
  add_linear(network, "fc", {.features = 3});
  check_contains(error_message([&] { add_linear(network, "fc", {.features = 3}); }), {"network", "\"fc\""});
}

TEST_CASE("A description can be used many times: every network has modules of its own", "[layering]") {
  const LinearBlock block{.features = 3, .activation = make_module<ReLU>, .dropout = 0.5};
  Sequential one("one"), other("other");
  add_linear(one, "fc1", block);
  add_linear(one, "fc2", block);
  add_linear(other, "fc1", block);
  CHECK(one.size() == 6);
  CHECK(&one[1] != &one[4]);
  CHECK(&one[1] != &other[1]);
}

TEST_CASE("Wide networks of one seed start with the same weights, whatever p is", "[layering]") {
  const Dataset data = learnable_images(12, 3, 1);
  Sequential with = wide_net(data, 16, 0.5, 4), without = wide_net(data, 16, 0, 4), other = wide_net(data, 16, 0, 5);
  for (std::size_t i = 0; i < with.parameters().size(); ++i) {
    const Tensor &a = with.parameters()[i]->value, &b = without.parameters()[i]->value,
                 &c = other.parameters()[i]->value;
    CHECK(elements<float>(a) == elements<float>(b));
    CHECK(elements<float>(a) != elements<float>(c));
  }
}

TEST_CASE("The mean loss of a line of sums under masks is the loss and the penalty", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor x = normal_tensor({20, 5}, rng), w = normal_tensor({5}, rng), t = normal_tensor({20}, rng);
  const LinearPenalty found = linear_penalty(x, w, t, 0.4, 4000, rng.position());
  CHECK(found.penalty > 0);
  // The loss of one mask has a standard deviation of about its own size, and 4,000 are averaged.
  CHECK(found.masked == Approx(found.loss + found.penalty).epsilon(5 / std::sqrt(4000.0)));
  // Targets that the line meets: without masks it loses nothing, and the penalty is all there is.
  Tensor reached({20}, t.options());
  row<double>(reached) = (matrix<double>(x) * row<double>(w).transpose()).transpose();
  const LinearPenalty alone = linear_penalty(x, w, reached, 0.4, 40000, rng.position());
  CHECK(alone.loss < 1e-20);
  CHECK(alone.masked == Approx(alone.penalty).epsilon(0.04));
  const LinearPenalty none = linear_penalty(x, w, t, 0, 2, 1);
  CHECK(none.penalty == 0);
  CHECK(none.masked == Approx(none.loss));
  check_contains(error_message([&] { linear_penalty(x, t, t, 0.4, 1, 1); }), {"linear_penalty, x", "[20,5]", "20"});
  check_contains(error_message([&] { linear_penalty(x, w, t, 1.0, 1, 1); }), {"linear_penalty, p", "below 1"});
  check_contains(error_message([&] { linear_penalty(x, w, t, 0.4, 0, 1); }), {"linear_penalty: got 0 passes"});
}

TEST_CASE("Asking with masks leaves BatchNorm in evaluation, and what it knows alone", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential network = sequential("network", Linear(8), BatchNorm(), Dropout(0), Linear(3));
  network.build({{6}, "F"}, rng);
  const Tensor x = normal_tensor({1, 6}, rng, Dtype::f32);
  const Opinions opinions = ask_with_masks(network, x, 4);
  CHECK(network.training());
  CHECK(elements<std::int64_t>(static_cast<BatchNorm&>(network[1]).batches_tracked())[0] == 0);
  network.eval();
  const Tensor scores = network.forward(x);
  const Eigen::ArrayXd powers = row<float>(scores).cast<double>().array().exp();
  for (Index k = 0; k < 3; ++k) {
    CHECK(opinions.mean[static_cast<std::size_t>(k)] == Approx(powers[k] / powers.sum()).epsilon(1e-5));
  }
}

TEST_CASE("A network asked with many masks gives as many opinions, and their mean and spread", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Dataset data = learnable_images(12, 3, 1);
  Sequential network = wide_net(data, 16, 0.5, 4);
  network.eval();
  const Tensor x = normal_tensor({1, 6, 6, 1}, rng, Dtype::f32);
  const Opinions opinions = ask_with_masks(network, x, 200);
  CHECK_FALSE(network.training());
  CHECK(opinions.probabilities.shape() == Shape{200, 3});
  CHECK(std::accumulate(opinions.mean.begin(), opinions.mean.end(), 0.0) == Approx(1));
  const auto p = matrix<float>(opinions.probabilities);
  for (Index k = 0; k < 3; ++k) {
    const Eigen::ArrayXd column = p.col(k).cast<double>();
    CHECK(opinions.mean[static_cast<std::size_t>(k)] == Approx(column.mean()));
    CHECK(opinions.spread[static_cast<std::size_t>(k)] == Approx(std::sqrt((column - column.mean()).square().mean())));
  }
  CHECK(opinions.spread[0] > 0.001);  // every copy has a mask of its own
  Sequential certain = wide_net(data, 16, 0, 4);
  CHECK(ask_with_masks(certain, x, 5).spread[0] < 1e-6);
  check_contains(error_message([&] { ask_with_masks(network, x, 0); }), {"0 passes"});
  CHECK_THROWS_AS(ask_with_masks(network, normal_tensor({1, 5, 6, 1}, rng, Dtype::f32), 2), Error);
  CHECK_FALSE(network.training());
}
