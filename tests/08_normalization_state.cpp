// The state of normalisation layers: clones, files, a training that is resumed, and running statistics in all of them.

#include <catch2/catch.hpp>
#include <fstream>
#include <optional>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/flatten.hpp"
#include "07_training/module_state.hpp"
#include "07_training/trainer.hpp"
#include "tests/07_training_images.hpp"
#include "tests/08_normalization_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

Sequential normalised_network() {
  Sequential network("network");
  network.add(BatchNorm()).add(Flatten()).add(Linear(9)).add(BatchNorm({.momentum = std::nullopt})).add(ReLU());
  network.add(LayerNorm()).add(ChannelwiseScaling()).add(Linear(3));
  return network;
}

// A training as a new process would make it.
struct NormalisedTraining {
  explicit NormalisedTraining(const std::filesystem::path& checkpoint, Index epochs)
      : train(learnable_images(33, 3, 1), {.batch_size = 6, .seed = 5}), network(normalised_network()) {
    Rng rng(3);
    network.build(train.data().images.shape().without_front(), rng);
    optimizer.emplace(network.parameters(), AdamOptions{.learning_rate = 3e-3});
    trainer.emplace(network, criterion, *optimizer, train, &train,
                    TrainerOptions{.epochs = epochs, .checkpoint = checkpoint, .progress = {.output = &null}});
  }

  std::ofstream null{"/dev/null"};
  DataLoader train;
  Sequential network;
  CrossEntropy criterion;
  std::optional<Adam> optimizer;
  std::optional<Trainer> trainer;
};

void check_equal_state(Module& one, Module& other) {
  const std::vector<NamedTensor> first = module_state(one), second = module_state(other);
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    INFO(first[i].name);
    CHECK(first[i].name == second[i].name);
    CHECK(elements<double>(first[i].tensor.to(Dtype::f64)) == elements<double>(second[i].tensor.to(Dtype::f64)));
  }
}

}  // namespace

TEST_CASE("Clones and files carry running statistics along, and evaluate alike", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const TemporaryFolder folder;
  for (const NormalisationCase& one : normalisation_cases()) {
    const auto layer = one.make();
    layer->build(one.batch.without_front(), rng);
    for (Parameter* parameter : layer->parameters()) {
      parameter->value.copy_from(normal_tensor(parameter->value.shape(), rng, Dtype::f32));
    }
    for (int step = 0; step < 3; ++step) layer->forward(normal_tensor(one.batch, rng, Dtype::f32));
    layer->eval();
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32);
    const Tensor y = layer->forward(x);
    const auto copy = layer->clone();
    const Tensor again = copy->forward(x);
    INFO(one.name);
    CHECK(elements<float>(again) == elements<float>(y));
    CHECK(copy->summary() == layer->summary());
    check_equal_state(*layer, *copy);

    const auto loaded = one.make();
    loaded->build(one.batch.without_front(), rng);
    const std::vector<NamedTensor> state = module_state(*layer);
    if (state.empty()) continue;
    save_tensors(folder / "state.safetensors", state);
    load_module_state(*loaded, load_tensors(folder / "state.safetensors"));
    loaded->eval();
    const Tensor from_file = loaded->forward(x);
    CHECK(elements<float>(from_file) == elements<float>(y));
  }
}

TEST_CASE("The parts of the state have their names, and the counter stays a whole number in float64", "[layering]") {
  Rng rng(1);
  BatchNorm layer;
  layer.build({{3}, "C"}, rng);
  layer.to(Dtype::f64);
  std::vector<std::string> names;
  for (const NamedTensor& entry : module_state(layer)) {
    names.push_back(entry.name);
    CHECK(entry.tensor.dtype() == (entry.name == "batches_tracked" ? Dtype::i64 : Dtype::f64));
  }
  CHECK(names == std::vector<std::string>{"scale", "shift", "running_mean", "running_variance", "batches_tracked"});
  BatchNorm bare({.affine = false});
  bare.build({{3}, "C"}, rng);
  check_contains(error_message([&] { load_module_state(bare, module_state(layer)); }), {"running_mean", "float64"});
}

TEST_CASE("Built again, a BatchNorm has forgotten what it tracked", "[layering]") {
  Rng rng(1);
  BatchNorm layer;
  layer.build({{3}, "C"}, rng);
  layer.forward(normal_tensor({4, 3}, rng, Dtype::f32));
  layer.build({{2}, "C"}, rng);
  CHECK(elements<float>(layer.running_mean()) == std::vector<float>{0, 0});
  CHECK(elements<float>(layer.running_variance()) == std::vector<float>{1, 1});
  CHECK(elements<std::int64_t>(layer.batches_tracked()) == std::vector<std::int64_t>{0});
}

TEST_CASE("Two epochs and two more from a checkpoint are four, running statistics included") {
  const TemporaryFolder folder;
  NormalisedTraining whole("", 4);
  whole.trainer->train();
  NormalisedTraining first(folder / "checkpoint", 2);
  first.trainer->train();
  NormalisedTraining second(folder / "checkpoint", 4);
  second.trainer->resume(folder / "checkpoint");
  second.trainer->train();
  check_equal_state(whole.network, second.network);
  CHECK(elements<std::int64_t>(static_cast<BatchNorm&>(whole.network[0]).batches_tracked())[0] == 24);
}
