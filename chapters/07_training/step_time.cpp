// How long does one training step of FCNet take at batch 64? Prints the median in microseconds. compare_step_time.py
// runs this beside PyTorch.

#include <fmt/format.h>

#include <iostream>

#include "01_tensors/normal_numbers.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/fc_net.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

constexpr int repeats = 600, warm_up = 100;

double median_microseconds(Index batch) {
  Sequential network = fc_net();
  Rng rng(1);
  network.build({{28, 28, 1}, "HWC"}, rng);
  const Tensor x = normal_numbers({{batch, 28, 28, 1}, "NHWC"}, rng);
  Tensor labels({{batch}, "N"}, {Device::cpu, Dtype::i32});
  for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(10));
  CrossEntropy criterion;
  Adam optimizer(network.parameters());
  return 1e6 * median_seconds(repeats, warm_up, [&] {
           criterion.forward(network.forward(x), labels);
           optimizer.zero_grad();
           network.backward(criterion.backward(), InputGradient::skip);
           optimizer.step();
         });
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Times one training step of FCNet", "07_training_step_time");
  ProgramOptions options{.batch_size = 64};
  options.add_threads(program);
  options.add_batch_size(program);
  return program.run(argc, argv, [&] {
    set_thread_count(options.threads);
    std::cout << fmt::format("{:.1f}\n", median_microseconds(options.batch_size));
  });
}
