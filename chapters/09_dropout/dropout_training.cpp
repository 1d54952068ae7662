#include "09_dropout/dropout_training.hpp"

#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/flatten.hpp"
#include "07_training/trainer.hpp"
#include "09_dropout/linear_block.hpp"

namespace strata {
namespace {

constexpr Index evaluation_batch = 1000;

Sequential unbuilt_wide_net(Index classes, Index width, double p) {
  Sequential network("WideNet");
  network.add(Flatten(), "flatten");
  // [region wide_net]
  add_linear(network, "fc1", {.features = width, .activation = make_module<ReLU>, .dropout = p});
  add_linear(network, "fc2", {.features = width, .activation = make_module<ReLU>, .dropout = p});
  add_linear(network, "fc3", {.features = classes});
  // [endregion wide_net]
  return network;
}

}  // namespace

// A layer of Dropout draws its seed where the next layer would draw its first weight. So the weights are drawn without.
Sequential wide_net(const Dataset& data, Index width, double p, std::uint64_t seed) {
  const auto classes = static_cast<Index>(data.class_names.size());
  const Shape sample = data.images.shape().without_front();
  Sequential network = unbuilt_wide_net(classes, width, p), plain = unbuilt_wide_net(classes, width, 0);
  Rng rng(seed), same(seed);
  network.build(sample, rng);
  plain.build(sample, same);
  const std::vector<Parameter*> to = network.parameters(), from = plain.parameters();
  for (std::size_t i = 0; i < to.size(); ++i) to[i]->value.copy_from(from[i]->value);
  return network;
}

Evaluation evaluate_on(Module& network, const Dataset& data, const Normalisation& normalisation) {
  CrossEntropy criterion;
  const DataLoader loader(data, {.batch_size = evaluation_batch, .shuffle = false, .normalisation = normalisation});
  return evaluate(network, criterion, loader);
}

std::vector<DropoutRecord> train_with_records(Module& network, const DataSplit& data, const DropoutTraining& settings) {
  const DataLoader loader(
      data.train, {.batch_size = settings.batch_size, .seed = settings.seed, .normalisation = settings.normalisation});
  CrossEntropy criterion;
  Adam optimizer(network.parameters());
  std::vector<DropoutRecord> records;
  const Trainer* running = nullptr;
  const auto after_step = [&](Index steps) {
    const Index epoch = steps / loader.batches();
    const bool wanted = epoch == 1 || epoch == settings.epochs || epoch % settings.every == 0;
    if (steps % loader.batches() != 0 || !wanted) return;
    const EpochRecord& epoch_record = running->state().history.epochs.back();
    records.push_back({static_cast<double>(epoch), epoch_record.running_accuracy, epoch_record.running_loss,
                       evaluate_on(network, data.train, settings.normalisation),
                       evaluate_on(network, data.test, settings.normalisation)});
  };
  Trainer trainer(network, criterion, optimizer, loader, nullptr,
                  {.epochs = settings.epochs, .after_step = after_step});
  running = &trainer;
  trainer.train();
  return records;
}

}  // namespace strata
