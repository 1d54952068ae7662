// What does a training step of SimpleCNN cost, in time and memory, for batches of 1 to 1,024 images?

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "11_pooling/networks.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

struct Cost {
  double microseconds;  // of the median step
  double first_peak;    // megabytes: the most in use until the end of the first step
  double last_peak;     // the same after the last
};

Cost measure(Index batch_size, std::size_t steps) {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  const auto peak = [&] { return static_cast<double>(memory.statistics().peak_bytes_in_use) / 1e6; };
  Rng rng(1);
  Sequential network = simple_cnn();
  network.build({{28, 28, 1}, "HWC"}, rng);
  Tensor x({{batch_size, 28, 28, 1}, "NHWC"});
  for (float& pixel : x.values<float>()) pixel = static_cast<float>(rng.normal());
  Tensor labels({batch_size}, {Device::cpu, Dtype::i32});
  for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(10));
  CrossEntropy criterion;
  Adam optimizer(network.parameters());
  const auto step = [&] {
    const auto start = std::chrono::steady_clock::now();
    criterion.forward(network.forward(x), labels);
    network.zero_grad();
    network.backward(criterion.backward(), InputGradient::skip);
    optimizer.step();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
  };
  step();
  Cost cost{0, peak(), 0};
  std::vector<double> times;
  while (times.size() < steps) times.push_back(step());
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(steps / 2);
  std::ranges::nth_element(times, middle);
  cost.microseconds = *middle;
  cost.last_peak = peak();
  return cost;
}

void run(const ProgramOptions& options) {
  set_thread_count(options.threads);
  Table table(
      {{"batch"}, {"steps"}, {"time per image", "µs"}, {"memory in step 1", "MB"}, {"memory in all steps", "MB"}});
  for (const Index batch_size : {1, 4, 16, 64, 256, 1024}) {
    const Index steps = std::clamp<Index>(2048 / batch_size, 8, 200);
    const Cost cost = measure(batch_size, static_cast<std::size_t>(steps));
    table.row({batch_size, steps, Real{cost.microseconds / static_cast<double>(batch_size), 0},
               Real{cost.first_peak, 1}, Real{cost.last_peak, 1}});
  }
  std::cout << table;
}

}  // namespace

int main(int argc, char** argv) {
  Program program("What a training step of SimpleCNN costs for batches of many sizes", "11_pooling_batch_cost");
  ProgramOptions options;
  options.add_threads(program);
  return program.run(argc, argv, [&] { run(options); });
}
