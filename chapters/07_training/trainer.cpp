#include "07_training/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "01_tensors/predictions.hpp"
#include "06_optimizers/clipping.hpp"
#include "07_training/evaluation_mode.hpp"
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
  state_ = load_checkpoint(checkpoint, network_, optimizer_, loader_, options_.settings);
  if (state_.epoch > options_.epochs && (state_.batch > 0 || state_.epoch > options_.epochs + 1)) {
    throw Error({checkpoint.string(), fmt::format("a training in epoch {}", state_.epoch),
                 fmt::format("one of at most {} epochs", options_.epochs), "ask for more epochs"});
  }
  if (options_.keep_best && state_.best_epoch > 0 && state_.best_weights.empty()) {
    throw Error(
        {checkpoint.string(), "a checkpoint without the best weights", "one of a training that keeps them", ""});
  }
}

// [region train]
const History& Trainer::train() {
  const InterruptGuard guard;
  network_.train();
  ProgressOptions progress = options_.progress;
  progress.begun = std::min(options_.epochs, state_.epoch - 1) * loader_.data().size() + state_.samples;
  ProgressBar bar("training", options_.epochs * loader_.data().size(), progress);
  while (state_.epoch <= options_.epochs && !patience_is_over()) {
    const Index seen = state_.samples;
    step();
    if (options_.end_of_step) options_.end_of_step(optimizer_.steps(), state_);
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
      const Index all = options_.epochs * loader_.batches();
      throw Error({"training", fmt::format("a request to stop after step {} of {}", optimizer_.steps(), all),
                   "all of them",
                   options_.checkpoint.empty()
                       ? ""
                       : fmt::format("{} holds it: go on with --resume", options_.checkpoint.string())});
    }
    if (options_.after_step) options_.after_step(optimizer_.steps());
  }
  bar.finish();
  if (options_.checkpoint_steps > 0) save();
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
  expect_one_output_per_class(y, loader_.data(), network_.path());
  if (!std::isfinite(loss)) throw not_finite(x);
  optimizer_.zero_grad();
  network_.backward(criterion_.backward(), InputGradient::skip);
  if (options_.regulariser) options_.regulariser->add_gradients(optimizer_.moving_parameters());
  if (options_.clip_norm) clip_by_norm(optimizer_.moving_parameters(), *options_.clip_norm);
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
    if (!std::isfinite(record.test_loss)) throw not_finite(watched_->batch(1, 0).x);
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

// A network that is ruined must not take the place of a checkpoint that is good.
void Trainer::save() {
  if (options_.checkpoint.empty()) return;
  for (const Parameter* parameter : network_.parameters()) {
    if (!is_finite(parameter->value)) throw not_finite(loader_.batch(1, 0).x);
  }
  save_checkpoint(options_.checkpoint, state_, network_, optimizer_, loader_, options_.settings);
}

bool Trainer::patience_is_over() const {
  return options_.patience > 0 && state_.epoch - 1 - state_.best_epoch >= options_.patience && state_.batch == 0 &&
         state_.epoch > 1;
}

DivergedError Trainer::not_finite(const Tensor& x) {
  const EvaluationMode mode(network_);  // in which a forward pass changes nothing
  const std::string place = first_non_finite(network_, x);
  return DivergedError({place.empty() ? "the loss" : place,
                        fmt::format("NaN or infinity at step {} (epoch {})", optimizer_.steps() + 1, state_.epoch),
                        "finite numbers",
                        fmt::format("try a smaller learning rate than {:g}", optimizer_.learning_rate())});
}

}  // namespace strata
