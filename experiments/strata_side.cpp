#include "experiments/strata_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "11_pooling/networks.hpp"
#include "common/parallel.hpp"
#include "experiments/pytorch_exchange.hpp"

namespace strata::experiments {
namespace {

InferenceTime spread_of_times(std::vector<double> times) {
  std::ranges::sort(times);
  const std::size_t last = times.size() - 1;
  return {times[last / 2], times[last / 10], times[last - last / 10]};
}

// Forward and backward of one image, after a warm-up of a tenth of the time, as pytorch_side.py has it.
void time_one_image(Module& network, const DataSplit& data, const ExperimentSettings& settings, double seconds,
                    SideRun& run) {
  using Clock = std::chrono::steady_clock;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  constexpr std::size_t fewest = 11, most = 501;
  const DataLoader loader(data.train,
                          {.batch_size = 1, .shuffle = false, .normalisation = settings.normalisation.value()});
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
  run.forward = spread_of_times(std::move(forward));
  run.backward = spread_of_times(std::move(backward));
}

}  // namespace

SideRun run_strata_side(const DataSplit& data, const ExperimentSettings& settings, const Request& request) {
  SideRun run{.work = compared_work(data, settings),
              .how = fmt::format("{}, {} {}, {} kernels{}", request.device, thread_count(),
                                 thread_count() == 1 ? "thread" : "threads", request.kernels.name(),
                                 request.kernels.fusion() ? ", fused" : ""),
              .layout = "NHWC",
              .seed = settings.seed};
  const LoaderOptions as_stored{
      .batch_size = compared_evaluation_batch, .shuffle = false, .normalisation = settings.normalisation.value()};
  CrossEntropy criterion;
  Sequential start = compared_start(data, settings);
  run.losses.push_back(evaluate(start, criterion, DataLoader(data.train, as_stored)).loss);

  std::ostringstream silent;
  ExperimentSettings watching = settings;
  watching.execution = [&](Sequential& network) { return request.kernels.execution_of(network); };
  watching.progress = {.output = &silent};
  // The images that are looked at after each epoch are those of the training.
  ExperimentResult result = run_experiment(comparison_cnn(static_cast<Index>(data.train.class_names.size())),
                                           {data.train, data.train}, watching);
  for (const EpochRecord& epoch : result.history.epochs) {
    run.losses.push_back(epoch.test_loss);
    run.seconds.push_back(epoch.seconds);
  }
  run.test_accuracy = evaluate(result.network, criterion, DataLoader(data.test, as_stored)).accuracy();
  const std::unique_ptr<Module> execution = request.kernels.execution_of(result.network);
  time_one_image(execution ? *execution : result.network, data, settings, request.quick ? 0.1 : 3, run);
  return run;
}

SideMemory measure_strata_memory(const DataSplit& data, const ExperimentSettings& settings, const Request& request) {
  MemoryWork work{.network = compared_network,
                  .batch_size = settings.batch_size,
                  .evaluation_batch_size = compared_evaluation_batch,
                  .steps = steps_of_memory(request)};
  SideMemory memory{.batches = measure_training_memory(work, request), .one_pass = {}};
  work.evaluation_batch_size = data.train.size();
  memory.one_pass = measure_training_memory(work, request);
  return memory;
}

}  // namespace strata::experiments
