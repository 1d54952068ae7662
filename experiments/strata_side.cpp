#include "experiments/strata_side.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "11_pooling/networks.hpp"
#include "common/parallel.hpp"
#include "common/provenance.hpp"
#include "experiments/deciles.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {
namespace {

std::filesystem::path checkpoint_of(const ComparedTraining& training, const Request& request) {
  return training.file("strata", strata_conditions(request), ".checkpoint.safetensors");
}

// Forward and backward of one image, after a warm-up of a tenth of the time, as pytorch_side.py has it.
void time_one_image(Module& network, const ComparedTraining& training, double seconds, SideRun& run) {
  using Clock = std::chrono::steady_clock;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  constexpr std::size_t fewest = 11, most = 501;
  const DataLoader loader(
      training.data.train,
      {.batch_size = 1, .shuffle = false, .normalisation = training.settings.normalisation.value()});
  const auto [x, labels] = loader.batch(1, 0);
  CrossEntropy criterion;
  network.train();
  std::vector<double> forward, backward;
  for (const double room : {seconds / 10, seconds}) {
    forward.clear();
    backward.clear();
    const auto end = Clock::now() + std::chrono::duration<double>(room);
    while (forward.size() < fewest || (forward.size() < most && Clock::now() < end)) {
      network.zero_grad();
      const auto start = Clock::now();
      criterion.forward(network.forward(x), labels);
      const auto middle = Clock::now();
      network.backward(criterion.backward(), InputGradient::skip);
      forward.push_back(Milliseconds(middle - start).count());
      backward.push_back(Milliseconds(Clock::now() - middle).count());
    }
  }
  run.forward.time = middle_and_range(std::move(forward));
  run.backward.time = middle_and_range(std::move(backward));
}

// As many images as the steps so far had are counted, also those that were seen before the training was stopped.
ExperimentResult trained(const ComparedTraining& training, const Request& request, const CountImages& count) {
  std::ostringstream silent;  // one bar for everything is enough
  ExperimentSettings settings = training.settings;
  settings.checkpoint = checkpoint_of(training, request);
  settings.resume = request.resume && std::filesystem::exists(settings.checkpoint);
  settings.execution = [&](Sequential& network) { return request.kernels.execution_of(network); };
  settings.progress = {.output = &silent};
  Index counted = 0;
  settings.end_of_step = [&](Sequential&, Index, const TrainingState& state) {
    const Index seen = (state.epoch - 1) * training.data.train.size() + state.samples;
    count(seen - std::exchange(counted, seen));
  };
  // The images that are looked at after each epoch are those of the training.
  const DataSplit& data = training.data;
  ExperimentResult result = run_experiment(comparison_cnn(static_cast<Index>(data.train.class_names.size())),
                                           {data.train, data.train}, settings);
  count(training.images() - counted);  // of a training whose checkpoint had all epochs
  return result;
}

}  // namespace

std::string strata_conditions(const Request& request) {
  return fmt::format("{}, {}, {} kernels{}, passes timed for {} s", processor_name(), device_text(request),
                     request.kernels.name(), request.kernels.fusion() ? ", fused" : "", seconds_of_passes(request));
}

SideRun run_strata_side(const ComparedTraining& training, const Request& request, const CountImages& count) {
  const DataSplit& data = training.data;
  const Way way{.threads = thread_count(), .layout = "NHWC"};
  SideRun run{
      .work = training.work,
      .conditions = strata_conditions(request),
      .made = made_by(request),
      .software = fmt::format("{} kernels{}", request.kernels.name(), request.kernels.fusion() ? ", fused" : ""),
      .device = request.device,
      .seed = training.settings.seed,
      .images = data.train.size(),
      .batch_size = training.settings.batch_size,
      .training = way,
      .forward = {.way = way},
      .backward = {.way = way},
      .one = {.way = way},
      .many = {.way = way}};
  const LoaderOptions as_stored{.batch_size = compared_evaluation_batch,
                                .shuffle = false,
                                .normalisation = training.settings.normalisation.value()};
  CrossEntropy criterion;
  Sequential start = compared_start(data, training.settings);
  run.losses.push_back(evaluate(start, criterion, DataLoader(data.train, as_stored)).loss);

  ExperimentResult result = trained(training, request, count);
  for (const EpochRecord& epoch : result.history.epochs) {
    run.losses.push_back(epoch.test_loss);
    run.seconds.push_back(epoch.seconds);
  }
  run.running_accuracy = result.history.epochs.back().running_accuracy;
  run.train_accuracy = result.train.accuracy();
  run.test_accuracy = evaluate(result.network, criterion, DataLoader(data.test, as_stored)).accuracy();

  const std::unique_ptr<Module> execution = request.kernels.execution_of(result.network);
  Module& network = execution ? *execution : result.network;
  const double seconds = seconds_of_passes(request);
  time_one_image(network, training, seconds, run);
  run.one.time = inference_time(network, data.test.images, 1, seconds);
  run.many.time = inference_time(network, data.test.images, compared_inference_batch, seconds);
  return run;
}

void forget_strata_training(const ComparedTraining& training, const Request& request) {
  std::filesystem::remove(checkpoint_of(training, request));
}

Index images_of_strata_memory(const ComparedTraining& training) { return 2 * training.data.train.size(); }

SideMemory measure_strata_memory(const ComparedTraining& training, const Request& request, const CountImages& count) {
  const Index images = training.data.train.size();
  MemoryWork work{.network = compared_network,
                  .batch_size = training.settings.batch_size,
                  .evaluation_batch_size = compared_evaluation_batch,
                  .steps = steps_of_memory(request)};
  SideMemory memory{.batches = measure_training_memory(work, request), .one_pass = {}};
  count(images);
  work.evaluation_batch_size = images;
  memory.one_pass = measure_training_memory(work, request);
  count(images);
  return memory;
}

}  // namespace strata::experiments
