#include "demo_training.hpp"

#include <cmath>
#include <ostream>
#include <string>

#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/sgd.hpp"
#include "07_training/diverged_error.hpp"
#include "07_training/flatten.hpp"
#include "07_training/trainer.hpp"
#include "08_normalization/batch_norm.hpp"
#include "08_normalization/layer_norm.hpp"

using namespace strata;

namespace {

constexpr Index evaluation_images = 1000;

double mean_of(const Tensor& losses) {
  double sum = 0;
  for (const double loss : losses.values<double>()) sum += loss;
  return sum / static_cast<double>(losses.count());
}

// BatchNorm refuses a batch of one image, so where the last one would be, its image is left out.
Dataset without_lone_image(Dataset data, Index batch_size) {
  if (data.size() % batch_size != 1 || data.size() == 1) return data;
  data.images = data.images.slice(0, data.size() - 1);
  data.labels = data.labels.slice(0, data.labels.count() - 1);
  return data;
}

}  // namespace

ModuleFactory normalisation_named(const std::string& name) {
  if (name == "BatchNorm") return make_module<BatchNorm>;
  if (name == "LayerNorm") return make_module<LayerNorm>;
  return {};
}

Images::Images(const DataSplit& split) : data(split), pixels(Normalisation::published(split.train)) {}

// [region chain]
Sequential Images::chain(ChainDescription description, std::uint64_t seed) const {
  Sequential network("chain");
  network.add(Flatten(), "flatten");
  for (Index i = 1; i <= description.depth; ++i) {
    const std::string number = std::to_string(i);
    network.add(Linear(description.width, {.weight = description.weight}), "fc" + number);
    if (description.normalisation) network.add(description.normalisation(), "norm" + number);
    network.add(ReLU(), "relu" + number);
  }
  network.add(Linear(static_cast<Index>(data.train.class_names.size())), "last");
  Rng rng(seed);
  network.build(data.train.images.shape().without_front(), rng);
  return network;
}
// [endregion chain]

Outcome train(Sequential& network, const Images& images, const Plan& plan) {
  const auto& [data, pixels] = images;
  const DataLoader loader(without_lone_image(data.train, plan.batch_size),
                          {.batch_size = plan.batch_size, .seed = plan.seed, .normalisation = pixels});
  const DataLoader test(data.test, {.batch_size = evaluation_images, .shuffle = false, .normalisation = pixels});
  CrossEntropy criterion;
  Sgd optimizer(network.parameters(), {.learning_rate = plan.learning_rate});
  if (plan.first_layer_factor != 1) optimizer.scale_rate("chain.fc1.weight", plan.first_layer_factor);
  std::ostream nowhere(nullptr);
  ProgressOptions progress{.unit = "images"};
  if (!plan.shows_progress) progress = {.output = &nowhere, .terminal_width = [] { return 0; }};
  TrainerOptions options{.epochs = plan.epochs, .progress = progress};
  if (plan.after_step) {
    options.after_step = [&](Index step) { plan.after_step(step, mean_of(criterion.sample_losses())); };
  }
  Trainer trainer(network, criterion, optimizer, loader, nullptr, options);
  try {
    trainer.train();
  } catch (const DivergedError&) {
    return {.test_loss = std::nan(""),
            .test_accuracy = 1.0 / static_cast<double>(data.test.class_names.size()),
            .finite = false};
  }
  const double seconds = trainer.state().history.seconds();
  const Evaluation result = evaluate(network, criterion, test);
  return {result.loss, result.accuracy(), seconds, true};
}
