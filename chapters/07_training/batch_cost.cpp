#include "07_training/batch_cost.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "01_tensors/normal_numbers.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"

namespace strata {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

// The times of one part of the steps.
class Times {
 public:
  template <class Work>
  void measure(Work&& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    times_.push_back(Microseconds(std::chrono::steady_clock::now() - start).count());
  }

  // In microseconds, without the first step, in which memory is asked for.
  double median() const { return strata::median({times_.begin() + 1, times_.end()}); }

 private:
  std::vector<double> times_;
};

struct LayerTimes {
  Times forward, backward;
};

struct Cost {
  Times step;
  std::vector<std::string> names;
  std::vector<LayerTimes> layers;
  double first_peak = 0;  // megabytes: the most in use until the end of the first step
  double last_peak = 0;   // the same after the last
};

// The steps go layer by layer, as Sequential does it, to see the time of each.
Cost measure(const MeasuredNetwork& measured, Index batch_size, Index steps) {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  const auto peak = [&] { return static_cast<double>(memory.statistics().peak_bytes_in_use) / 1e6; };
  Rng rng(1);
  Sequential network = measured.make();
  network.build(measured.image, rng);
  const Shape& image = measured.image;
  const Tensor x = normal_numbers({{batch_size, image[0], image[1], image[2]}, "NHWC"}, rng);
  Tensor labels({batch_size}, {Device::cpu, Dtype::i32});
  for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(10));
  CrossEntropy criterion;
  Adam optimizer(network.parameters());

  Cost cost;
  cost.layers.resize(static_cast<std::size_t>(network.size()));
  for (Index i = 0; i < network.size(); ++i) cost.names.push_back(network[i].path());
  const auto run_step = [&] {
    Tensor y = x;
    for (Index i = 0; i < network.size(); ++i) {
      cost.layers[static_cast<std::size_t>(i)].forward.measure([&] { y = network[i].forward(y); });
    }
    criterion.forward(y, labels);
    network.zero_grad();
    Tensor dy = criterion.backward();
    for (Index i = network.size() - 1; i >= 0; --i) {
      const InputGradient wanted = i > 0 ? InputGradient::wanted : InputGradient::skip;
      cost.layers[static_cast<std::size_t>(i)].backward.measure([&] { dy = network[i].backward(dy, wanted); });
    }
    optimizer.step();
  };
  for (Index step = 0; step <= steps; ++step) {
    cost.step.measure(run_step);
    if (step == 0) cost.first_peak = peak();
  }
  cost.last_peak = peak();
  return cost;
}

void print_layers(const Cost& small, Index small_batch, const Cost& large, Index large_batch) {
  const auto column = [](const std::string& pass, Index batch) {
    return Column{pass + " at " + Cell(batch).text(), "µs"};
  };
  Table table({{"layer"},
               column("forward", small_batch),
               column("forward", large_batch),
               column("backward", small_batch),
               column("backward", large_batch)});
  const auto for_an_image = [](const Times& times, Index batch) {
    return Real{times.median() / static_cast<double>(batch), 1};
  };
  for (std::size_t i = 0; i < small.layers.size(); ++i) {
    table.row({small.names[i], for_an_image(small.layers[i].forward, small_batch),
               for_an_image(large.layers[i].forward, large_batch), for_an_image(small.layers[i].backward, small_batch),
               for_an_image(large.layers[i].backward, large_batch)});
  }
  std::cout << "\nTime of each layer for an image, in batches of two sizes\n\n" << table;
}

void run(const MeasuredNetwork& network, const ProgramOptions& options) {
  set_thread_count(options.threads);
  const std::vector<Index> batch_sizes{1, 4, 16, 64, 256, 1024};
  Table table(
      {{"batch"}, {"steps"}, {"time per image", "µs"}, {"memory in step 1", "MB"}, {"memory in all steps", "MB"}});
  std::vector<Cost> costs;
  for (const Index batch_size : batch_sizes) {
    const Index steps = std::clamp<Index>(2048 / batch_size, 8, 200);
    const Cost& cost = costs.emplace_back(measure(network, batch_size, steps));
    table.row({batch_size, steps, Real{cost.step.median() / static_cast<double>(batch_size), 0},
               Real{cost.first_peak, 1}, Real{cost.last_peak, 1}});
  }
  std::cout << table;
  print_layers(costs[3], batch_sizes[3], costs[5], batch_sizes[5]);
}

}  // namespace

int batch_cost_program(int argc, const char* const* argv, const MeasuredNetwork& network) {
  Program program("What a training step of " + network.name + " costs for batches of many sizes",
                  argc > 0 ? argv[0] : "");
  ProgramOptions options;
  options.add_threads(program);
  return program.run(argc, argv, [&] { run(network, options); });
}

}  // namespace strata
