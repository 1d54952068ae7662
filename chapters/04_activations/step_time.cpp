// How long do forward and backward of each activation take on a batch [64,1024]? Prints "name forward backward" in
// nanoseconds per number. compare_step_time.py runs this beside PyTorch.

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "04_activations/activation.hpp"
#include "04_activations/softmax.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

constexpr int repeats = 50, warm_up = 10;
constexpr Index samples = 64, width = 1024;

using Clock = std::chrono::steady_clock;

double nanoseconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::nano>(to - from).count();
}

std::vector<std::unique_ptr<Module>> all_layers() {
  std::vector<std::unique_ptr<Module>> all;
  all.push_back(std::make_unique<ReLU>());
  all.push_back(std::make_unique<LeakyReLU>());
  all.push_back(std::make_unique<ELU>());
  all.push_back(std::make_unique<SoftPlus>());
  all.push_back(std::make_unique<Sigmoid>());
  all.push_back(std::make_unique<Tanh>());
  all.push_back(std::make_unique<Swish>());
  all.push_back(std::make_unique<SoftMax>());
  all.push_back(std::make_unique<LogSoftMax>());
  return all;
}

void print_times(Module& layer) {
  Rng rng(1);
  layer.build({{width}, "F"}, rng);
  const Shape batch{samples, width};
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
  constexpr auto numbers = static_cast<double>(samples * width);
  std::cout << fmt::format("{} {:.4f} {:.4f}\n", layer.kind(), median(forward) / numbers, median(backward) / numbers);
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Times forward and backward of each activation", "04_activations_step_time");
  ProgramOptions options;
  options.add_threads(program);
  return program.run(argc, argv, [&] {
    set_thread_count(options.threads);
    for (const std::unique_ptr<Module>& layer : all_layers()) print_times(*layer);
  });
}
