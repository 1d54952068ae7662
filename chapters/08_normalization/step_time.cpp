// How long do forward and backward passes of the normalisation layers take? Prints a line for each: name, shape,
// microseconds forward and backward, medians. compare_step_time.py runs this beside PyTorch.

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iostream>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "08_normalization/batch_norm.hpp"
#include "08_normalization/layer_norm.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

constexpr int repeats = 60, warm_up = 15;

void time_layer(Module& layer, const Shape& shape, const std::string& sizes) {
  Rng rng(1);
  layer.build(shape.without_front(), rng);
  const Tensor x = normal_numbers(shape, rng), dy = normal_numbers(shape, rng);
  std::vector<double> forward, backward;
  const auto microseconds = [](auto since) {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - since).count();
  };
  for (int repeat = 0; repeat < warm_up + repeats; ++repeat) {
    layer.zero_grad();
    auto start = std::chrono::steady_clock::now();
    const Tensor y = layer.forward(x);
    const double forward_time = microseconds(start);
    start = std::chrono::steady_clock::now();
    const Tensor dx = layer.backward(dy);
    const double backward_time = microseconds(start);
    if (repeat < warm_up) continue;
    forward.push_back(forward_time);
    backward.push_back(backward_time);
  }
  std::cout << fmt::format("{} {} {:.1f} {:.1f}\n", layer.kind(), sizes, median(forward), median(backward));
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Times the normalisation layers", "08_normalization_step_time");
  ProgramOptions options{};
  options.add_threads(program);
  return program.run(argc, argv, [&] {
    set_thread_count(options.threads);
    for (const auto& [samples, channels] : {std::array<Index, 2>{64, 256}, {1024, 1024}}) {
      const std::string sizes = fmt::format("{}x{}", samples, channels);
      BatchNorm batch_norm;
      time_layer(batch_norm, {samples, channels}, sizes);
      LayerNorm layer_norm;
      time_layer(layer_norm, {samples, channels}, sizes);
    }
    for (const auto& [side, channels] : {std::array<Index, 2>{32, 3}, {28, 32}, {14, 64}, {7, 128}}) {
      BatchNorm batch_norm;
      time_layer(batch_norm, {64, side, side, channels}, fmt::format("64x{0}x{0}x{1}", side, channels));
    }
  });
}
