#include "experiments/network_times.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "07_training/interrupt.hpp"
#include "common/error.hpp"
#include "common/progress.hpp"
#include "experiments/deciles.hpp"

namespace strata::experiments {
namespace {

constexpr Index inference_batch = 64;
constexpr double usual_seconds = 3, quick_seconds = 0.1;

double seconds_of(const Request& request) { return request.quick ? quick_seconds : usual_seconds; }

TimeRange step_time(Module& network, Optimizer& optimizer, const DataLoader& loader, double seconds) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t warm_up = 3, fewest = 5, most = 501;
  CrossEntropy criterion;
  const auto [x, labels] = loader.batch(1, 0);
  std::vector<double> times;
  double spent = 0;
  network.train();
  for (std::size_t step = 0; step < most + warm_up && (spent < seconds || times.size() < fewest); ++step) {
    const auto start = Clock::now();
    criterion.forward(network.forward(x), labels);
    optimizer.zero_grad();
    network.backward(criterion.backward(), InputGradient::skip);
    optimizer.step();
    const double time = std::chrono::duration<double>(Clock::now() - start).count();
    spent += time;
    if (step >= warm_up) times.push_back(1e3 * time);
  }
  return middle_and_range(times);
}

}  // namespace

void expect_images_to_time(const DataSplit& data, const Request& request) {
  if (data.test.size() >= inference_batch) return;
  throw UsageError({request.images > 0 ? "--images" : "--data", fmt::format("{} test images", data.test.size()),
                    fmt::format("{} or more", inference_batch),
                    fmt::format("a forward pass of {} images is timed", inference_batch)});
}

std::map<std::string, NetworkTimes> measure_times(const ComparisonRun& run, const Request& request) {
  std::map<std::string, NetworkTimes> all;
  const std::vector<std::string> networks = run.networks(), recipes = run.recipes();
  const InterruptGuard guard;
  ProgressBar bar("measuring times", static_cast<Index>(networks.size() * (recipes.size() + 2)), {.unit = "times"});
  const auto end_measurement = [&] {
    bar.step();
    if (!guard.interrupted()) return;
    throw Error({"measuring times", "a request to stop", "all of them", "the trainings are kept: go on with --resume"});
  };
  for (const std::string& name : networks) {
    Sequential network = built_network(run.first_plan(name, recipes.front()), run.data);
    const std::unique_ptr<Module> execution = request.kernels.execution_of(network);
    Module& running = execution ? *execution : network;
    NetworkTimes& times = all[name];
    times.one = inference_time(running, run.data.test.images, 1, seconds_of(request));
    end_measurement();
    times.batch = inference_time(running, run.data.test.images, inference_batch, seconds_of(request));
    end_measurement();
    for (const std::string& recipe : recipes) {
      times.steps[recipe] = measure_step(run.first_plan(name, recipe), run.data, request);
      end_measurement();
    }
  }
  bar.finish();
  return all;
}

TimeRange measure_step(const TrainingPlan& plan, const DataSplit& data, const Request& request) {
  Sequential network = built_network(plan, data);
  const std::unique_ptr<Module> execution = request.kernels.execution_of(network);
  const std::unique_ptr<Optimizer> optimizer = recipe_of(plan.settings, data.train).optimizer(network.parameters());
  const DataLoader loader(data.train, {.batch_size = plan.settings.batch_size});
  return step_time(execution ? *execution : network, *optimizer, loader, seconds_of(request));
}

std::string with_spread(const TimeRange& time) {
  return fmt::format("{:.3f} ({:.3f} to {:.3f})", time.median, time.low, time.high);
}

}  // namespace strata::experiments
