// A training that was stopped, by whatever, and resumed ends with the same bits as one that was never stopped.

#include <ctime>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <optional>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/fc_net.hpp"
#include "07_training/module_state.hpp"
#include "07_training/trainer.hpp"
#include "common/parallel.hpp"
#include "common/read_file.hpp"
#include "tests/07_training_images.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/run_apart.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;

namespace {

constexpr Index epochs = 4;
constexpr Index steps_per_epoch = 6;  // of 33 images in batches of 6

// Everything that a training needs, made anew as a new process would make it.
struct Training {
  explicit Training(std::filesystem::path checkpoint, Index checkpoint_steps, std::function<void(Index)> after = {},
                    Index batch_size = 6, Index classes = 3, Index last_epoch = epochs, std::string settings = "test")
      : images(learnable_images(33, 3, 1)),
        train(images, {.batch_size = batch_size, .seed = 5, .augmentation = random_shift(1)}),
        test(learnable_images(12, 3, 2), {.batch_size = 12, .shuffle = false}),
        network(fc_net(classes)),
        null("/dev/null") {
    Rng rng(3);
    network.build(images.images.shape().without_front(), rng);
    optimizer.emplace(network.parameters(), AdamOptions{.learning_rate = 3e-3});
    trainer.emplace(network, criterion, *optimizer, train, &test,
                    TrainerOptions{.epochs = last_epoch,
                                   .schedule = Schedule::one_cycle(3e-3, epochs * steps_per_epoch),
                                   .keep_best = true,
                                   .checkpoint = std::move(checkpoint),
                                   .checkpoint_steps = checkpoint_steps,
                                   .settings = std::move(settings),
                                   .progress = {.output = &null},
                                   .after_step = std::move(after)});
  }

  Dataset images;
  DataLoader train, test;
  Sequential network;
  CrossEntropy criterion;
  std::optional<Adam> optimizer;
  std::ofstream null;
  std::optional<Trainer> trainer;
};

// The weights and the history of a finished training, as bytes.
std::string outcome(Training& training, const TemporaryFolder& folder) {
  save_tensors(folder / "weights", module_state(training.network));
  training.trainer->state().history.write_csv(folder / "history.csv");
  return text_of(folder / "weights") + text_of(folder / "history.csv");
}

std::string never_stopped(const TemporaryFolder& folder) {
  Training training("", 0);
  training.trainer->train();
  return outcome(training, folder);
}

class OneThread {
 public:
  OneThread() : before_(thread_count()) { set_thread_count(1); }  // a fork takes no thread of the pool along
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;
  ~OneThread() { set_thread_count(before_); }

 private:
  Index before_;
};

// Has the clock send this process a signal, whatever it will be doing then.
void signal_after(std::chrono::nanoseconds delay, int signal) {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = signal;
  timer_t timer{};
  itimerspec when{};
  when.it_value.tv_nsec = std::max<long>(1, delay.count());
  if (::timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 || ::timer_settime(timer, 0, &when, nullptr) != 0) {
    ::_exit(2);
  }
}

}  // namespace

TEST_CASE("Killed at any of 24 random steps and resumed, a training ends with the same bits", "[repeats]") {
  const OneThread one;
  const TemporaryFolder folder;
  const std::string expected = never_stopped(folder);
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 24; ++trial) {
    const std::filesystem::path checkpoint = folder / ("checkpoint" + std::to_string(trial));
    const Index every = 1 + rng.below(4);
    const Index at = every + rng.below(epochs * steps_per_epoch - every);
    const bool polite = trial % 2 == 0;
    INFO("checkpoint every " << every << " steps, stopped after step " << at
                             << (polite ? " by SIGINT" : " by SIGKILL"));
    const Ending ending = run_apart([&] {
      Training training(checkpoint, every, [&](Index step) {
        if (step == at) std::raise(polite ? SIGINT : SIGKILL);
      });
      try {
        training.trainer->train();
      } catch (const Error&) {
        ::_exit(1);
      }
    });
    CHECK_FALSE(ending.good);
    Training resumed(checkpoint, every);
    resumed.trainer->resume(checkpoint);
    CHECK(resumed.optimizer->steps() <= at + 1);  // a signal between two steps is seen after the next
    resumed.trainer->train();
    CHECK(outcome(resumed, folder) == expected);
  }
}

TEST_CASE("Stopped by the clock, inside a step or while a checkpoint is written, a training resumes with the same bits",
          "[repeats]") {
  const OneThread one;
  const TemporaryFolder folder;
  const std::string expected = never_stopped(folder);
  const auto begin = std::chrono::steady_clock::now();
  Training(folder / "timed", 1).trainer->train();
  const std::chrono::nanoseconds whole = std::chrono::steady_clock::now() - begin;
  Rng rng(fresh_seed(), Stream::test);
  int stopped = 0;
  for (int trial = 0; trial < 24; ++trial) {
    const std::filesystem::path checkpoint = folder / ("clock" + std::to_string(trial));
    const int signal = std::array{SIGINT, SIGTERM, SIGKILL}[static_cast<std::size_t>(trial % 3)];
    const std::chrono::nanoseconds delay{rng.below(static_cast<Index>(whole.count()))};
    INFO("signal " << signal << " after " << delay.count() << " of " << whole.count() << " ns");
    const Ending ending = run_apart([&] {
      Training training(checkpoint, 1);
      signal_after(delay, signal);
      try {
        training.trainer->train();
      } catch (const Error&) {
        ::_exit(1);
      }
    });
    if (!ending.good) ++stopped;
    Training resumed(checkpoint, 0);
    if (std::filesystem::exists(checkpoint)) resumed.trainer->resume(checkpoint);
    resumed.trainer->train();
    CHECK(outcome(resumed, folder) == expected);
  }
  CHECK(stopped >= 6);  // a busy machine may be late with a signal, but not with so many
}

TEST_CASE("The number of threads changes no bit of a training, nor of one that is resumed") {
  const TemporaryFolder folder;
  const Index before = thread_count();
  set_thread_count(1);
  const std::string expected = never_stopped(folder);
  for (const Index threads : {2, 3}) {
    set_thread_count(threads);
    CHECK(never_stopped(folder) == expected);
  }
  set_thread_count(before);
}

TEST_CASE("A checkpoint of another network, another loader or half a file is refused and changes nothing") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "checkpoint";
  Training training(path, 1, [](Index step) {
    if (step == 3) throw Error({"test", "step 3", "", ""});
  });
  CHECK_THROWS_AS(training.trainer->train(), Error);

  Training fewer_classes("", 0, {}, 6, 2);
  const std::vector<NamedTensor> before = module_state(fewer_classes.network);
  check_contains(error_message([&] { fewer_classes.trainer->resume(path); }),
                 {"FCNet, fc4.weight", "[3,64]", "2", "another network"});
  const std::vector<NamedTensor> after = module_state(fewer_classes.network);
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(std::ranges::equal(before[i].tensor.values<float>(), after[i].tensor.values<float>()));
  }

  Training own("", 0);
  Sequential other_network("SimpleCNN");
  other_network.add(fc_net(3), "inside");
  Rng rng(1);
  other_network.build(own.images.images.shape().without_front(), rng);
  check_contains(error_message([&] { load_checkpoint(path, other_network, *own.optimizer, own.train, "test"); }),
                 {"checkpoint: got a checkpoint of FCNet, expected one of SimpleCNN", "another folder"});

  Training larger_batches("", 0, {}, 7);
  check_contains(error_message([&] { larger_batches.trainer->resume(path); }), {"batch size 6", "expected 7"});

  Training other_settings("", 0, {}, 6, 3, epochs, "another recipe");
  check_contains(error_message([&] { other_settings.trainer->resume(path); }), {"\"test\"", "\"another recipe\""});

  const DataLoader other_images(learnable_images(33, 3, 9), {.batch_size = 6, .seed = 5});
  check_contains(error_message([&] { load_checkpoint(path, own.network, *own.optimizer, other_images, "test"); }),
                 {"other images"});

  Training whole_run(folder / "long", 0);
  whole_run.trainer->train();
  Training shorter("", 0, {}, 6, 3, 2);
  check_contains(error_message([&] { shorter.trainer->resume(folder / "long"); }), {"in epoch 5", "at most 2 epochs"});

  std::vector<std::byte> bytes = read_file(path);
  std::ofstream(folder / "half", std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size() / 2));
  Training whole("", 0);
  check_contains(error_message([&] { whole.trainer->resume(folder / "half"); }), {"half"});
  check_contains(error_message([&] { whole.trainer->resume(folder / "nothing"); }), {"nothing"});
  save_tensors(folder / "weights", module_state(whole.network));
  check_contains(error_message([&] { whole.trainer->resume(folder / "weights"); }), {"weights", "a checkpoint"});
}
