// How long does a forward and a backward pass of one pooling take? Prints both medians in microseconds.
// compare_step_time.py runs this beside PyTorch.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "11_pooling/average_pool.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "common/error.hpp"
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

double median_of(std::vector<double> times) {
  times.erase(times.begin(), times.begin() + warm_up);
  std::ranges::nth_element(times, times.begin() + repeats / 2);
  return times[repeats / 2];
}

void run(const ProgramOptions& options, const std::string& name) {
  set_thread_count(options.threads);
  const std::unique_ptr<Module> layer = layer_of(name);
  Rng rng(1);
  Tensor x({{options.batch_size, 28, 28, 32}, "NHWC"});  // what SimpleCNN's first pool sees
  for (float& value : x.values<float>()) value = static_cast<float>(rng.normal());
  const Shape output = layer->build(x.shape().without_front(), rng);
  const Tensor dy = Tensor::full(output.with_front(options.batch_size), 1.0);
  std::vector<double> forward, backward;
  for (std::size_t repeat = 0; repeat < warm_up + repeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    const Tensor y = layer->forward(x);
    const auto middle = std::chrono::steady_clock::now();
    const Tensor dx = layer->backward(dy);
    forward.push_back(std::chrono::duration<double, std::micro>(middle - start).count());
    backward.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - middle).count());
  }
  std::cout << fmt::format("{:.1f} {:.1f}\n", median_of(forward), median_of(backward));
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
