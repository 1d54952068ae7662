// A training with dropout that was stopped at a checkpoint goes on with the masks that would have followed.

#include <catch2/catch.hpp>
#include <fstream>
#include <optional>

#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/flatten.hpp"
#include "07_training/module_state.hpp"
#include "07_training/trainer.hpp"
#include "09_dropout/dropout.hpp"
#include "09_dropout/linear_block.hpp"
#include "tests/07_training_images.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

// Everything that a training needs, made anew as a new process would make it: 3 epochs of 6 steps.
struct TrainingWithMasks {
  explicit TrainingWithMasks(std::filesystem::path checkpoint, std::function<void(Index)> after = {},
                             bool evaluate = true)
      : images(learnable_images(33, 3, 1, 2)),
        train(images, {.batch_size = 6, .seed = 5}),
        test(learnable_images(12, 3, 2, 2), {.batch_size = 12, .shuffle = false}),
        null("/dev/null") {
    network.add(Dropout2d(0.2), "channels").add(Flatten(), "flatten");
    add_linear(network, "fc1", {.features = 40, .activation = make_module<ReLU>, .dropout = 0.5});
    add_linear(network, "fc2", {.features = 3});
    Rng rng(3);
    network.build(images.images.shape().without_front(), rng);
    optimizer.emplace(network.parameters());
    trainer.emplace(network, criterion, *optimizer, train, evaluate ? &test : nullptr,
                    TrainerOptions{.epochs = 3,
                                   .checkpoint = std::move(checkpoint),
                                   .checkpoint_steps = 1,
                                   .progress = {.output = &null},
                                   .after_step = std::move(after)});
  }

  // The weights and random states of a finished training, as bytes.
  std::string outcome(const TemporaryFolder& folder) {
    save_tensors(folder / "state", module_state(network));
    return text_of(folder / "state");
  }

  Dataset images;
  DataLoader train, test;
  Sequential network{"network"};
  CrossEntropy criterion;
  std::optional<Adam> optimizer;
  std::ofstream null;
  std::optional<Trainer> trainer;
};

std::string never_stopped_with_masks(const TemporaryFolder& folder, bool evaluate = true) {
  TrainingWithMasks training("", {}, evaluate);
  training.trainer->train();
  return training.outcome(folder);
}

}  // namespace

TEST_CASE("Stopped after any step and resumed, a training with dropout ends with the same bits") {
  const TemporaryFolder folder;
  const std::string expected = never_stopped_with_masks(folder);
  for (const Index at : {1, 2, 5, 6, 7, 13, 17}) {
    const std::filesystem::path checkpoint = folder / ("checkpoint" + std::to_string(at));
    TrainingWithMasks stopped(checkpoint, [&](Index step) {
      if (step == at) throw Error({"test", "step", "", ""});
    });
    CHECK_THROWS_AS(stopped.trainer->train(), Error);
    TrainingWithMasks resumed(checkpoint);
    resumed.trainer->resume(checkpoint);
    resumed.trainer->train();
    INFO("stopped after step " << at);
    CHECK(resumed.outcome(folder) == expected);
  }
}

TEST_CASE("Evaluations between the epochs, and the number of threads, change no mask of a training") {
  const TemporaryFolder folder;
  const std::string expected = never_stopped_with_masks(folder);
  CHECK(never_stopped_with_masks(folder, false) == expected);
  for (const Index threads : {1, 2, 3}) {
    const ThreadCount scope(threads);
    CHECK(never_stopped_with_masks(folder) == expected);
  }
}
