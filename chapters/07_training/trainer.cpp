#include "07_training/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "01_tensors/predictions.hpp"
#include "06_optimizers/clipping.hpp"
#include "07_training/interrupt.hpp"
#include "07_training/module_state.hpp"
#include "07_training/non_finite.hpp"
#include "common/error.hpp"

namespace strata {

Trainer::Trainer(Module& network, Criterion& criterion, Optimizer& optimizer, const DataLoader& train,
                 const DataLoader* watched, TrainerOptions options)
    : network_(network),
      criterion_(criterion),
      optimizer_(optimizer),
      loader_(train),
      watched_(watched),
      options_(std::move(options)) {
  const auto expect = [](bool good, std::string_view option, Index got, std::string_view expected) {
    if (!good) throw Error({"Trainer", fmt::format("{} {}", option, got), std::string(expected), ""});
  };
  expect(options_.epochs >= 1, "epochs", options_.epochs, "1 or more");
  expect(options_.patience >= 0, "patience", options_.patience, "0 or more");
  expect(options_.checkpoint_steps >= 0, "checkpoint_steps", options_.checkpoint_steps, "0 or more");
  if (watched_ == nullptr && (options_.patience > 0 || options_.keep_best)) {
    throw Error({"Trainer", "early stopping or best weights without images to watch", "a loader for them",
                 "hold some training images out for it"});
  }
}

void Trainer::resume(const std::filesystem::path& checkpoint) {
  state_ = load_checkpoint(checkpoint, network_, optimizer_, loader_);
}

// [region train]
const History& Trainer::train() {
  const InterruptGuard guard;
  network_.train();
  ProgressBar bar("training", options_.epochs * loader_.data().size(), options_.progress);
  bar.step(std::min(options_.epochs, state_.epoch - 1) * loader_.data().size() + state_.samples);
  while (state_.epoch <= options_.epochs && !patience_is_over()) {
    const Index seen = state_.samples;
    step();
    const Index samples = state_.samples - seen;
    bar.metric("loss", state_.loss_sum / static_cast<double>(state_.samples));
    if (state_.batch == loader_.batches()) {
      end_epoch();
      if (watched_ != nullptr) bar.metric("accuracy", state_.history.epochs.back().test_accuracy);
    }
    bar.step(samples);
    const bool due =
        options_.checkpoint_steps == 0 ? state_.batch == 0 : optimizer_.steps() % options_.checkpoint_steps == 0;
    if (due || guard.interrupted()) save();
    if (guard.interrupted()) {
      throw Error({"training", fmt::format("a request to stop after step {}", optimizer_.steps()),
                   fmt::format("{} epochs", options_.epochs),
                   options_.checkpoint.empty()
                       ? ""
                       : fmt::format("{} holds it: go on with --resume", options_.checkpoint.string())});
    }
    if (options_.after_step) options_.after_step(optimizer_.steps());
  }
  bar.finish();
  if (options_.keep_best && !state_.best_weights.empty()) load_module_state(network_, state_.best_weights);
  return state_.history;
}
// [endregion train]

// [region step]
void Trainer::step() {
  const auto start = std::chrono::steady_clock::now();
  const auto [x, labels] = loader_.batch(state_.epoch, state_.batch);
  const Tensor y = network_.forward(x);
  const double loss = criterion_.forward(y, labels);
  if (!std::isfinite(loss)) throw not_finite(x, loss);
  optimizer_.zero_grad();
  network_.backward(criterion_.backward(), InputGradient::skip);
  if (options_.regulariser) options_.regulariser->add_gradients(network_.parameters());
  if (options_.clip_norm) clip_by_norm(network_.parameters(), *options_.clip_norm);
  if (options_.schedule) optimizer_.set_learning_rate(options_.schedule->at(optimizer_.steps()));
  optimizer_.step();
  const Index count = labels.count();
  state_.loss_sum += loss * static_cast<double>(count);
  state_.correct += static_cast<Index>(std::llround(accuracy(argmax(y), labels) * static_cast<double>(count)));
  state_.samples += count;
  ++state_.batch;
  state_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
// [endregion step]

void Trainer::end_epoch() {
  const auto samples = static_cast<double>(state_.samples);
  EpochRecord record{.epoch = state_.epoch,
                     .steps = optimizer_.steps(),
                     .learning_rate = optimizer_.learning_rate(),
                     .running_loss = state_.loss_sum / samples,
                     .running_accuracy = static_cast<double>(state_.correct) / samples,
                     .seconds = state_.seconds};
  if (watched_ != nullptr) {
    const Evaluation evaluation = evaluate(network_, criterion_, *watched_);
    record.test_loss = evaluation.loss;
    record.test_accuracy = evaluation.accuracy();
    if (record.test_accuracy > state_.best_accuracy) {
      state_.best_accuracy = record.test_accuracy;
      state_.best_epoch = state_.epoch;
      if (options_.keep_best) state_.best_weights = module_state(network_);
    }
  }
  state_.history.epochs.push_back(record);
  ++state_.epoch;
  state_.batch = state_.samples = state_.correct = 0;
  state_.loss_sum = state_.seconds = 0;
}

void Trainer::save() const {
  if (!options_.checkpoint.empty()) save_checkpoint(options_.checkpoint, state_, network_, optimizer_, loader_);
}

bool Trainer::patience_is_over() const {
  return options_.patience > 0 && state_.epoch - 1 - state_.best_epoch >= options_.patience && state_.batch == 0 &&
         state_.epoch > 1;
}

Error Trainer::not_finite(const Tensor& x, double loss) {
  network_.eval();  // a mode in which a forward pass changes nothing
  const std::string place = first_non_finite(network_, x);
  return Error({place.empty() ? "the loss" : place,
                fmt::format("{} at step {} (epoch {})", std::isnan(loss) ? "NaN" : "an infinite number",
                            optimizer_.steps() + 1, state_.epoch),
                "finite numbers", fmt::format("try a smaller learning rate than {:g}", optimizer_.learning_rate())});
}

}  // namespace strata
