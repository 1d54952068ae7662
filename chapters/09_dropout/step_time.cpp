// How long do Dropout and a training step of DeepFCNet take? Prints "name forward backward" in nanoseconds per number
// for a batch [64,1024], then "DeepFCNet" with and without dropout in microseconds per step. compare_step_time.py runs
// this beside PyTorch.

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "09_dropout/deep_fc_net.hpp"
#include "09_dropout/dropout.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

using Clock = std::chrono::steady_clock;

double nanoseconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::nano>(to - from).count();
}

void time_layer(Module& layer, const Shape& batch) {
  constexpr int repeats = 400, warm_up = 50;
  Rng rng(1);
  layer.build(batch.without_front(), rng);
  const Tensor x = normal_numbers(batch, rng), dy = normal_numbers(batch, rng);
  std::vector<double> forward, backward;
  for (int repeat = 0; repeat < warm_up + repeats; ++repeat) {
    const auto start = Clock::now();
    const Tensor y = layer.forward(x);
    const auto middle = Clock::now();
    const Tensor dx = layer.backward(dy);
    const auto end = Clock::now();
    if (repeat < warm_up) continue;
    forward.push_back(nanoseconds(start, middle));
    backward.push_back(nanoseconds(middle, end));
  }
  const auto numbers = static_cast<double>(batch.count());
  std::cout << fmt::format("{} {:.3f} {:.3f}\n", layer.kind(), median(forward) / numbers, median(backward) / numbers);
}

double step_microseconds(double dropout) {
  constexpr int repeats = 40, warm_up = 5;
  Sequential network = deep_fc_net(10, dropout);
  Rng rng(1);
  network.build({{32, 32, 3}, "HWC"}, rng);
  const Tensor x = normal_numbers({{64, 32, 32, 3}, "NHWC"}, rng);
  Tensor labels({{64}, "N"}, {Device::cpu, Dtype::i32});
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
  Program program("Times Dropout and a training step of DeepFCNet", "09_dropout_step_time");
  ProgramOptions options;
  options.add_threads(program);
  return program.run(argc, argv, [&] {
    set_thread_count(options.threads);
    Dropout numbers(0.5);
    time_layer(numbers, {{64, 1024}, "NF"});
    Dropout2d channels(0.5);
    time_layer(channels, {{64, 14, 14, 64}, "NHWC"});
    const double with = step_microseconds(0.5), without = step_microseconds(0);
    std::cout << fmt::format("DeepFCNet {:.0f} {:.0f}\n", with, without);
  });
}
