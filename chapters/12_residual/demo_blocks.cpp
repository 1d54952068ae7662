#include "demo_blocks.hpp"

#include <iostream>
#include <string>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "02_modules/gradient_check.hpp"
#include "12_residual/blocks.hpp"
#include "common/median_time.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

struct TimedBlock {
  std::string name;
  Module& module;
  std::vector<double> milliseconds{};
};

// Forward and backward passes, block after block and then again: what slows the machine for a while slows them all. The
// first two rounds do not count.
void time_in_turns(std::vector<TimedBlock>& blocks, const Tensor& x, Index rounds) {
  for (Index round = -2; round < rounds; ++round) {
    for (TimedBlock& block : blocks) {
      const double seconds = median_seconds(1, 0, [&] { block.module.backward(block.module.forward(x)); });
      if (round >= 0) block.milliseconds.push_back(1e3 * seconds);
    }
  }
}

}  // namespace

void check_block_gradients(std::uint64_t seed) {
  struct Checked {
    std::string name;
    Residual block;
    Index channels;
  };
  std::vector<Checked> all;
  all.push_back({"basic, identity", basic_block({.in_channels = 6, .out_channels = 6}), 6});
  all.push_back({"basic, projection", basic_block({.in_channels = 4, .out_channels = 6, .stride = 2}), 4});
  all.push_back({"basic, dropout", basic_block({.in_channels = 6, .out_channels = 6, .dropout = 0.3}), 6});
  all.push_back({"bottleneck", bottleneck_block({.in_channels = 8, .out_channels = 8, .bias = true}), 8});
  all.push_back({"wide", wide_block({.in_channels = 4, .out_channels = 4, .bias = true}), 4});
  Table table({{"block"}, {"input"}, {"output"}, {"parameters"}, {"verdict"}});
  Rng rng(seed);
  for (auto& [name, block, channels] : all) {
    const Shape batch({3, 5, 7, channels}, "NHWC");
    block.build(batch.without_front(), rng);
    const Tensor x = normal_numbers(batch, rng);
    const GradientReport report = check_gradients(block, x, {.entries = 50, .seed = seed});
    table.row({name, block.input_sample().to_string(), block.output_sample().to_string(), block.parameter_count(),
               report.passed() ? "ok" : "wrong"});
  }
  std::cout << "Gradient checks, entries chosen at random:\n" << table << '\n';
}

void print_block_times(Index rounds, std::uint64_t seed) {
  Rng rng(seed);
  const ResidualBlock from_64{.in_channels = 64, .out_channels = 64, .bias = true};
  Residual basic = basic_block(from_64), bottleneck = bottleneck_block(from_64), wide = wide_block(from_64);
  const Shape batch({4, 32, 32, 64}, "NHWC");
  const Tensor x = normal_numbers(batch, rng);
  Table table({{"block"}, {"parameters"}, {"forward and backward", "ms"}, {"as a multiple of basic"}});
  for (Residual* block : {&basic, &bottleneck, &wide}) block->build(batch.without_front(), rng);
  std::vector<TimedBlock> blocks{
      {"basic", basic}, {"its branch alone", basic.branch()}, {"bottleneck", bottleneck}, {"wide", wide}};
  time_in_turns(blocks, x, rounds);
  const double of_basic = median(blocks.front().milliseconds);
  for (const TimedBlock& block : blocks) {
    const double milliseconds = median(block.milliseconds);
    table.row({block.name, block.module.parameter_count(), Real{milliseconds, 1}, Real{milliseconds / of_basic, 2}});
  }
  std::cout << "Four images of 32 x 32 pixels and 64 channels:\n" << table << '\n';
}
