// What the Trainer promises beside its bits: it learns, stops early, keeps the best, and says where numbers went wrong.

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <limits>
#include <optional>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/sgd.hpp"
#include "07_training/fc_net.hpp"
#include "07_training/flatten.hpp"
#include "07_training/module_state.hpp"
#include "07_training/non_finite.hpp"
#include "07_training/trainer.hpp"
#include "common/read_file.hpp"
#include "tests/07_training_images.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

struct Parts {
  Parts() : train(learnable_images(60, 3, 1), {.batch_size = 8}), test(learnable_images(30, 3, 2), {.batch_size = 30}) {
    Rng rng(1);
    network.build(train.data().images.shape().without_front(), rng);
    sgd.emplace(network.parameters(), SgdOptions{.learning_rate = 0.1});
  }

  Trainer trainer(TrainerOptions options, bool watched = true) {
    options.progress.output = &null;
    return {network, criterion, *sgd, train, watched ? &test : nullptr, std::move(options)};
  }

  DataLoader train, test;
  Sequential network = fc_net(3);
  CrossEntropy criterion;
  std::optional<Sgd> sgd;
  std::ofstream null{"/dev/null"};
};

}  // namespace

TEST_CASE("FCNet has 242,762 parameters for images of 28 by 28", "[layering]") {
  Rng rng(1);
  Sequential network = fc_net();
  network.build({{28, 28, 1}, "HWC"}, rng);
  CHECK(network.parameter_count() == 242762);
}

TEST_CASE("Flatten and FCNet pass the gradient check", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Flatten flatten;
  flatten.build({{3, 2, 5}, "HWC"}, rng);
  const GradientReport alone = check_gradients(flatten, normal_tensor({{4, 3, 2, 5}, "NHWC"}, rng, Dtype::f32));
  INFO(alone.text());
  CHECK(alone.passed());
  Sequential network = fc_net(3);
  network.build({{3, 2, 5}, "HWC"}, rng);
  const GradientReport report = check_gradients(network, normal_tensor({{7, 3, 2, 5}, "NHWC"}, rng, Dtype::f32),
                                                {.entries = 40, .seed = rng.position()});
  INFO(report.text());
  CHECK(report.passed());
}

TEST_CASE("A training learns what can be learnt, and its history says so", "[layering]") {
  Parts parts;
  Trainer trainer = parts.trainer({.epochs = 6});
  const History& history = trainer.train();
  REQUIRE(history.epochs.size() == 6);
  CHECK(history.epochs.back().steps == 48);
  CHECK(history.epochs.back().test_accuracy == 1.0);
  CHECK(history.epochs.back().running_loss < history.epochs.front().running_loss);
  CHECK(history.epochs.back().learning_rate == 0.1);
}

TEST_CASE("One step is forward, loss, backward and the optimiser's step, and nothing else", "[layering]") {
  Parts parts, by_hand;
  std::vector<float> after_one;
  Trainer trainer = parts.trainer({.epochs = 1, .after_step = [&](Index step) {
                                     if (step == 1) after_one = elements<float>(parts.network.parameters()[0]->value);
                                   }});
  trainer.train();
  const auto [x, labels] = by_hand.train.batch(1, 0);
  by_hand.criterion.forward(by_hand.network.forward(x), labels);
  by_hand.network.backward(by_hand.criterion.backward());
  by_hand.sgd->step();
  CHECK(elements<float>(by_hand.network.parameters()[0]->value) == after_one);
}

TEST_CASE("Clipping, regulariser and schedule act in each step", "[layering]") {
  Parts still;
  const std::vector<float> before = elements<float>(still.network.parameters()[0]->value);
  still.trainer({.epochs = 1, .schedule = Schedule::constant(0)}).train();
  CHECK(elements<float>(still.network.parameters()[0]->value) == before);

  Parts clipped, plain, smaller;
  plain.trainer({.epochs = 2}).train();
  clipped.trainer({.epochs = 2, .clip_norm = 1e-3}).train();
  smaller.trainer({.epochs = 2, .regulariser = Regulariser::l2(0.5)}).train();
  const auto size = [](Parts& parts) { return row<float>(std::as_const(parts.network.parameters()[0]->value)).norm(); };
  const auto moved = [&](Parts& parts) {
    const Tensor& now = parts.network.parameters()[0]->value;
    return (row<float>(now) - Eigen::Map<const Eigen::RowVectorXf>(before.data(), now.count())).norm();
  };
  CHECK(moved(clipped) < 16 * 0.1 * 1e-3 + 1e-6);
  CHECK(moved(clipped) < moved(plain) / 10);
  CHECK(size(smaller) < size(plain));
}

TEST_CASE("Early stopping waits as long as it is told, and the best weights come back", "[layering]") {
  Parts parts;
  parts.sgd->set_learning_rate(0);  // no epoch is better than the first
  Trainer trainer = parts.trainer({.epochs = 20, .patience = 3, .keep_best = true});
  CHECK(trainer.train().epochs.size() == 4);
  CHECK(trainer.state().best_epoch == 1);

  Parts spoilt;
  std::vector<float> first;
  Trainer worse = spoilt.trainer({.epochs = 5, .keep_best = true, .after_step = [&](Index step) {
                                    if (step % 8 == 0 && spoilt.sgd->learning_rate() > 0) {
                                      first = elements<float>(spoilt.network.parameters()[0]->value);
                                      spoilt.sgd->set_learning_rate(0);
                                    }
                                    if (step == 9) spoilt.network.parameters().back()->value.fill(0);
                                    if (step == 9) spoilt.network.parameters()[6]->value.fill(0);
                                  }});
  worse.train();
  CHECK(worse.state().best_epoch == 1);
  CHECK(elements<float>(spoilt.network.parameters()[0]->value) == first);
  CHECK(row<float>(std::as_const(spoilt.network.parameters()[6]->value)).norm() > 0);
}

TEST_CASE("A loss that is no number stops the training and names layer and step", "[layering]") {
  Parts parts;
  Trainer trainer = parts.trainer({.epochs = 2, .after_step = [&](Index step) {
                                     if (step == 5) parts.network.parameters()[2]->value.fill(1e38);
                                     if (step == 5) parts.network.parameters()[4]->value.fill(1e38);
                                   }});
  check_contains(error_message([&] { trainer.train(); }),
                 {"the output of FCNet.fc", "at step 6 (epoch 1)", "smaller learning rate than 0.1"});

  Parts poisoned;
  poisoned.network.parameters()[3]->value.fill(std::numeric_limits<double>::quiet_NaN());
  Trainer second = poisoned.trainer({.epochs = 1});
  check_contains(error_message([&] { second.train(); }),
                 {"parameter FCNet.fc2.bias", "NaN or infinity at step 1 (epoch 1)"});
  CHECK_THROWS_AS(second.train(), DivergedError);  // to be told from other errors without reading the message
  CHECK(first_non_finite(parts.network, Tensor::full({{1, 6, 6, 1}, "NHWC"}, INFINITY)) == "the input batch");
}

TEST_CASE("A training that is asked to stop says after which step of how many it did", "[layering]") {
  Parts parts;
  Trainer trainer = parts.trainer({.epochs = 2, .after_step = [](Index step) {
                                     if (step == 3) std::raise(SIGINT);
                                   }});
  check_contains(error_message([&] { trainer.train(); }),
                 {"a request to stop after step 4 of 16, expected all of them"});
}

TEST_CASE("A network that is ruined does not take the place of a good checkpoint", "[layering]") {
  const TemporaryFolder folder;
  Parts parts;
  std::vector<std::byte> good;
  Trainer trainer = parts.trainer(
      {.epochs = 2, .checkpoint = folder / "checkpoint", .checkpoint_steps = 1, .after_step = [&](Index step) {
         if (step != 5) return;
         good = read_file(folder / "checkpoint");
         // Finite so far: the next loss is a number, its step's weights are not.
         parts.sgd->set_learning_rate(1e300);
       }});
  check_contains(error_message([&] { trainer.train(); }), {"parameter FCNet.fc", "NaN or infinity"});
  CHECK(read_file(folder / "checkpoint") == good);
}

TEST_CASE("A network with more outputs than classes is refused in training and evaluation", "[layering]") {
  Parts parts;
  Sequential five = fc_net(5);
  Rng rng(1);
  five.build({{6, 6, 1}, "HWC"}, rng);
  Sgd sgd(five.parameters());
  Trainer trainer(five, parts.criterion, sgd, parts.train, nullptr, {.progress = {.output = &parts.null}});
  check_contains(error_message([&] { trainer.train(); }), {"FCNet", "[N=8,O=5]", "3 classes"});
  CHECK_THROWS_AS(evaluate(five, parts.criterion, parts.test), Error);
}

TEST_CASE("A frozen layer counts for neither clipping nor regulariser", "[layering]") {
  Parts parts, alone;
  for (Parts* each : {&parts, &alone}) each->sgd->freeze("FCNet.fc1");
  CHECK(parts.sgd->moving_parameters().size() == 6);
  parts.trainer({.epochs = 1, .regulariser = Regulariser::l2(10), .clip_norm = 1.0}).train();
  CHECK(elements<float>(parts.network.parameters()[0]->value) == elements<float>(alone.network.parameters()[0]->value));
}

TEST_CASE("A trainer refuses options that make no sense", "[layering]") {
  Parts parts;
  check_contains(error_message([&] { parts.trainer({.epochs = 0}); }), {"epochs 0", "1 or more"});
  check_contains(error_message([&] { parts.trainer({.patience = 2}, false); }), {"images to watch"});
  CHECK_THROWS_AS(parts.trainer({.keep_best = true}, false), Error);
  CHECK_THROWS_AS(parts.trainer({.patience = -1}), Error);
  CHECK_THROWS_AS(parts.trainer({.checkpoint_steps = -1}), Error);
  CHECK_NOTHROW(parts.trainer({.epochs = 1}, false).train());
}
