// Step 10: what remains of a training step is the optimiser, which does little with each number. It goes from parameter
// to parameter, and a network has many small ones: a weight and a bias, a scale and a shift for each layer. Each of
// them is a start of the threads. Beside it stands the same number of numbers in a single parameter, in one pass over
// memory.

#include <fmt/format.h>

#include <iostream>

#include "01_tensors/normal_numbers.hpp"
#include "06_optimizers/adam.hpp"
#include "13_custom_layers/make_network.hpp"
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
  Parameter whole(normal_numbers({network.parameter_count()}, rng));
  const std::vector<Parameter*> many = network.parameters(), one{&whole};
  fill_gradients(many);
  fill_gradients(one);
  Adam each(many), together(one);
  const auto steps_of = [](Adam& adam) {
    return [&adam] {
      for (int step = 0; step < steps_at_once; ++step) adam.step();
    };
  };
  const std::vector<LadderTime> times = time_in_turns({{steps_of(each)}, {steps_of(together)}}, options.rounds);
  Table table({{fmt::format("Adam, parameters of {}", name)},
               {"numbers"},
               {"starts of the threads"},
               {"a step", "µs"},
               {"memory read and written", "GB/s"}});
  const auto row = [&](const std::string& way, std::size_t starts, const LadderTime& time) {
    const double seconds = time.seconds / steps_at_once;
    table.row({way, whole.value.count(), starts, Real{1e6 * seconds, 1},
               Real{1e-9 * adam_bytes * static_cast<double>(whole.value.count()) / seconds, 1}});
  };
  row("one after the other", many.size(), times[0]);
  row("one pass", one.size(), times[1]);
  const double gain = times[0].possible() / times[1].possible();
  std::cout << table << fmt::format("One pass is {:.2f} times as fast.\n\n", gain);
  return {10,
          "one pass",
          fmt::format("Adam, {} parameters of {}", many.size(), name),
          1e3 * times[0].seconds / steps_at_once,
          1e3 * times[1].seconds / steps_at_once,
          gain};
}

}  // namespace strata::fast_cpu
