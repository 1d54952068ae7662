#include "09_dropout/dropout_training.hpp"

#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/trainer.hpp"

namespace strata {
namespace {

constexpr Index evaluation_batch = 1000;

}  // namespace

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
