// How long does a forward and a backward pass of one pooling take? Prints both medians in microseconds.
// compare_step_time.py runs this beside PyTorch.

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "common/error.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

constexpr std::size_t repeats = 100, warm_up = 20;

std::unique_ptr<Module> layer_of(const std::string& name) {
  if (name == "max2") return std::make_unique<MaxPool2d>(2);
  if (name == "max3") return std::make_unique<MaxPool2d>(3, PoolOptions{.stride = PerAxis(2), .padding = 1});
  if (name == "average2") return std::make_unique<AveragePool2d>(2);
  if (name == "l2") return std::make_unique<L2Pool2d>(2);
  if (name == "lp3") return std::make_unique<LpPool2d>(2, LpPoolOptions{.p = 3});
  if (name == "adaptive4") return std::make_unique<AdaptiveAveragePool2d>(4);
  if (name == "global") return std::make_unique<GlobalAveragePool2d>();
  throw UsageError({"--layer", "\"" + name + "\"", "max2, max3, average2, l2, lp3, adaptive4 or global", ""});
}

using Clock = std::chrono::steady_clock;

double microseconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::micro>(to - from).count();
}

void run(const ProgramOptions& options, const std::string& name) {
  set_thread_count(options.threads);
  const std::unique_ptr<Module> layer = layer_of(name);
  Rng rng(1);
  const Tensor x = normal_numbers({{options.batch_size, 28, 28, 32}, "NHWC"}, rng);  // what SimpleCNN's first pool sees
  const Shape output = layer->build(x.shape().without_front(), rng);
  const Tensor dy = Tensor::full(output.with_front(options.batch_size), 1.0);
  std::vector<double> forward, backward;
  for (std::size_t repeat = 0; repeat < warm_up + repeats; ++repeat) {
    const auto start = Clock::now();
    const Tensor y = layer->forward(x);
    const auto middle = Clock::now();
    const Tensor dx = layer->backward(dy);
    const auto end = Clock::now();
    if (repeat < warm_up) continue;
    forward.push_back(microseconds(start, middle));
    backward.push_back(microseconds(middle, end));
  }
  std::cout << fmt::format("{:.1f} {:.1f}\n", median(forward), median(backward));
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Times one pooling", "11_pooling_step_time");
  ProgramOptions options{.batch_size = 64};
  std::string layer = "max2";
  options.add_threads(program);
  options.add_batch_size(program);
  program.add_text("--layer", layer, "max2, max3, average2, l2, lp3, adaptive4 or global");
  return program.run(argc, argv, [&] { run(options, layer); });
}
