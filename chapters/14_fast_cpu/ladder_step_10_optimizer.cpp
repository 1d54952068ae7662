// Step 10: what remains of a training step is the optimiser, which does little with each number. Chapter 6 steps one
// parameter after the other, and a network has many small ones: a weight and a bias, a scale and a shift for each
// layer. Each of them is a start of the threads. Chapter 14's kernels cut all parameters as if they lay one behind the
// other, and start the threads once. The kernels stand in optimizers_cpu.cpp.

#include <fmt/format.h>

#include <iostream>
#include <string_view>

#include "01_tensors/kernels.hpp"
#include "01_tensors/normal_numbers.hpp"
#include "06_optimizers/adam.hpp"
#include "13_custom_layers/make_network.hpp"
#include "14_fast_cpu/fast_cpu.hpp"
#include "common/parallel.hpp"
#include "common/table.hpp"
#include "ladder.hpp"
#include "ladder_timing.hpp"

namespace strata::fast_cpu {
namespace {

constexpr int steps_at_once = 20;  // a single one is too short to be measured
constexpr double adam_bytes =
    7 * 4;  // of each number: reads value, gradient and two moments, writes all but the gradient

void fill_gradients(const std::vector<Parameter*>& parameters) {
  Rng rng(2);
  for (Parameter* parameter : parameters) {
    parameter->write_grad().tensor = normal_numbers(parameter->value.shape(), rng);
  }
}

}  // namespace

LadderRung climb_optimizer(const LadderOptions& options) {
  const std::string name = "CNNWithResidual";
  std::cout << "Step 10, the optimiser. All parameters in one pass, instead of one after the other.\n\n";
  Sequential network = make_network(name);
  Rng rng(1);
  network.build(network_entry(name).sizes.front().image, rng);
  const std::vector<Parameter*> parameters = network.parameters();
  fill_gradients(parameters);
  Adam adam(parameters);
  const auto steps_with = [&adam](std::string_view kernels) {
    return [&adam, kernels] {
      const PreferKernels prefer(kernels);
      for (int step = 0; step < steps_at_once; ++step) adam.step();
    };
  };
  set_thread_count(options.threads);
  const std::vector<LadderTime> times =
      time_in_turns({{steps_with(plain_kernels), options.threads}, {steps_with(fast_kernels), options.threads}},
                    options.rounds, LadderChoice::shortest);
  set_thread_count(1);
  Table table({{fmt::format("Adam, {}, {} threads", name, options.threads)},
               {"numbers"},
               {"starts of the threads"},
               {"a step", "µs"},
               {"memory read and written", "GB/s"}});
  const auto row = [&](const std::string& way, std::size_t starts, const LadderTime& time) {
    const double seconds = time.seconds / steps_at_once;
    table.row({way, network.parameter_count(), starts, Real{1e6 * seconds, 1},
               Real{1e-9 * adam_bytes * static_cast<double>(network.parameter_count()) / seconds, 1}});
  };
  row("one after the other", parameters.size(), times[0]);
  row("one pass", std::size_t{1}, times[1]);
  const double gain = times[0].seconds / times[1].seconds;
  std::cout << table << fmt::format("One pass is {:.2f} times as fast.\n\n", gain);
  return {10,
          "one pass",
          fmt::format("Adam, {} parameters of {}", parameters.size(), name),
          1e3 * times[0].seconds / steps_at_once,
          1e3 * times[1].seconds / steps_at_once,
          gain};
}

}  // namespace strata::fast_cpu
