#include "experiments/training_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "07_training/evaluation.hpp"
#include "13_custom_layers/make_network.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/picture_process.hpp"
#include "experiments/process_memory.hpp"

namespace strata::experiments {
namespace {

Dataset random_dataset(const Shape& image, Index count) {
  Dataset data{"random",
               Tensor({{count, image[0], image[1], image[2]}, "NHWC"}, {Device::cpu, Dtype::u8}),
               Tensor({{count}, "N"}, {Device::cpu, Dtype::i32}),
               {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}};
  Rng rng(1, Stream::pictures);
  for (std::uint8_t& pixel : data.images.values<std::uint8_t>()) pixel = static_cast<std::uint8_t>(rng.below(256));
  for (std::int32_t& label : data.labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(10));
  return data;
}

std::unique_ptr<Optimizer> optimizer_named(const std::string& name, const std::vector<Parameter*>& parameters) {
  if (name == "adam") return std::make_unique<Adam>(parameters, AdamOptions{.learning_rate = 1e-3});
  if (name == "sgd") return std::make_unique<Sgd>(parameters, SgdOptions{.learning_rate = 1e-3, .momentum = 0.9});
  throw UsageError({"--optimizer", "\"" + name + "\"", "adam or sgd", ""});
}

Index evaluation_batch_of(const MemoryWork& work) {
  return work.evaluation_batch_size > 0 ? work.evaluation_batch_size : work.batch_size;
}

}  // namespace

TrainingMemory memory_of_this_process(const MemoryWork& work, const fast_cpu::KernelOption& kernels) {
  const Shape& image = network_entry(work.network).sizes.front().image;
  parallel_for(thread_count(), 1, [](Index, Index) {});  // threads start before the first reading
  Sequential network = make_network(work.network);
  Rng rng(1);
  network.build(image, rng);
  const std::unique_ptr<Module> execution = kernels.execution_of(network);
  Module& running = execution ? *execution : network;
  const Index evaluated = evaluation_batch_of(work);
  const Dataset data = random_dataset(image, std::max(work.batch_size, evaluated));
  const DataLoader batches(data, {.batch_size = work.batch_size}),
      one_pass(data, {.batch_size = evaluated, .shuffle = false});
  forget_most_memory();
  const double idle = process_memory().now;

  const std::unique_ptr<Optimizer> optimizer = optimizer_named(work.optimizer, network.parameters());
  CrossEntropy criterion;
  const auto take_steps = [&](Index steps) {
    for (Index step = 1; step <= steps; ++step) {
      const auto [x, labels] = batches.batch(step, 0);
      criterion.forward(running.forward(x), labels);
      optimizer->zero_grad();
      running.backward(criterion.backward(), InputGradient::skip);
      optimizer->step();
    }
  };
  running.train();
  take_steps(work.steps);
  evaluate(running, criterion, one_pass);
  const Index half = work.steps / 2;
  take_steps(half);
  return {.idle = idle, .above = process_memory().most - idle};
}

TrainingMemory measure_training_memory(const MemoryWork& work, const Request& request,
                                       const std::filesystem::path& program) {
  const std::vector<std::string> command{program.string(),
                                         work.network,
                                         "--optimizer",
                                         work.optimizer,
                                         "--batch-size",
                                         fmt::format("{}", work.batch_size),
                                         "--evaluation-batch-size",
                                         fmt::format("{}", evaluation_batch_of(work)),
                                         "--steps",
                                         fmt::format("{}", work.steps),
                                         "--threads",
                                         fmt::format("{}", thread_count()),
                                         "--kernels",
                                         request.kernels.name(),
                                         "--fusion",
                                         request.kernels.fusion() ? "on" : "off"};
  const ProcessResult result = run_process(command, "", ".", std::chrono::hours(1));
  const auto json = nlohmann::json::parse(result.output, nullptr, false);
  if (!result.found || result.exit_status != 0 || !json.is_object()) {
    throw Error({program.string(),
                 result.found ? fmt::format("exit code {}: {}", result.exit_status, result.messages) : "no program",
                 "the memory of a training", "build it with ./strata setup"});
  }
  return {.idle = json.at("idle"), .above = json.at("above")};
}

}  // namespace strata::experiments
