// How long do Dropout and a training step of DeepFCNet take? Prints "name forward backward" in nanoseconds per number
// for a batch [64,1024], then "DeepFCNet" with and without dropout in microseconds per step. compare_step_time.py runs
// this beside PyTorch.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "09_dropout/deep_fc_net.hpp"
#include "09_dropout/dropout.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

double median_seconds(int repeats, int warm_up, FunctionRef<void()> before, FunctionRef<void()> action) {
  std::vector<double> times;
  for (int repeat = 0; repeat < warm_up + repeats; ++repeat) {
    before();
    const auto start = std::chrono::steady_clock::now();
    action();
    if (repeat < warm_up) continue;
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::ranges::nth_element(times, times.begin() + repeats / 2);
  return times[static_cast<std::size_t>(repeats / 2)];
}

Tensor random_numbers(const Shape& shape, Rng& rng) {
  Tensor x(shape);
  for (float& value : x.values<float>()) value = static_cast<float>(rng.normal());
  return x;
}

void time_layer(Module& layer, const Shape& batch) {
  constexpr int repeats = 400, warm_up = 50;
  Rng rng(1);
  layer.build(batch.without_front(), rng);
  const Tensor x = random_numbers(batch, rng), dy = random_numbers(batch, rng);
  Tensor y;
  const double forward = median_seconds(
      repeats, warm_up, [] {}, [&] { y = layer.forward(x); });
  const double backward = median_seconds(
      repeats, warm_up, [&] { layer.forward(x); }, [&] { y = layer.backward(dy); });
  const auto numbers = static_cast<double>(batch.count());
  std::cout << fmt::format("{} {:.3f} {:.3f}\n", layer.kind(), 1e9 * forward / numbers, 1e9 * backward / numbers);
}

double step_microseconds(double dropout) {
  constexpr int repeats = 40, warm_up = 5;
  Sequential network = deep_fc_net(10, dropout);
  Rng rng(1);
  network.build({{32, 32, 3}, "HWC"}, rng);
  const Tensor x = random_numbers({{64, 32, 32, 3}, "NHWC"}, rng);
  Tensor labels({{64}, "N"}, {Device::cpu, Dtype::i32});
  for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(10));
  CrossEntropy criterion;
  Adam optimizer(network.parameters());
  return 1e6 * median_seconds(
                   repeats, warm_up, [] {},
                   [&] {
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
