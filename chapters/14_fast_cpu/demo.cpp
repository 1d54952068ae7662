// Chapter 14's program: a ladder from plain loops to the fastest kernels, with a measurement at each step.

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <memory>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "02_modules/gradient_check.hpp"
#include "11_pooling/networks.hpp"
#include "14_fast_cpu/fast_cpu.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "common/parallel.hpp"
#include "common/plot_bars.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"
#include "ladder.hpp"

using namespace strata;
using namespace strata::fast_cpu;

namespace {

constexpr Index convolution_steps = 6, last_step = 10;

struct LadderDemo {
  ProgramOptions program{.batch_size = 64, .out = "out/14_fast_cpu"};
  Index step = 0;  // all
  Index rounds = 16;
};

void print_ladder(const std::vector<LadderRung>& rungs, const std::filesystem::path& out) {
  Table table({{"step"}, {"what it adds"}, {"measured"}, {"before", "ms"}, {"after", "ms"}, {"times faster"}});
  for (const LadderRung& rung : rungs) {
    const bool first = rung.before == 0;
    table.row({rung.step, rung.name, rung.work, first ? Cell("-") : Cell(Real{rung.before, 3}), Real{rung.after, 3},
               first ? Cell("-") : Cell(Real{rung.gain, 2})});
  }
  std::cout << "The whole ladder:\n" << table << '\n';
  table.write(out / "ladder.md");
  table.write(out / "ladder.json");
}

Picture draw_gains(const std::vector<LadderRung>& rungs, const std::filesystem::path& out) {
  std::vector<std::string> names;
  std::vector<double> gains;
  for (const LadderRung& rung : rungs) {
    if (rung.step <= convolution_steps) continue;
    names.push_back(fmt::format("{} {}", rung.step, rung.name));
    gains.push_back(rung.gain);
  }
  BarChart chart("The ladder: steps 7 to 10", {"times as fast as without the step", ""}, names);
  return chart.bars("gain", gains).value_labels(2).write(out / "gains");
}

// In fused steps and on fast kernels, in float64.
void print_gradient_check() {
  Rng rng(1);
  Sequential network = simple_cnn();
  const Shape images({3, 28, 28, 1}, "NHWC");
  network.build(images.without_front(), rng);
  const std::unique_ptr<OptimizedNetwork> optimized = optimize(network);
  std::cout << "SimpleCNN runs as\n\n" << optimized->plan() << "\nand its gradient check says\n\n";
  std::cout << check_gradients(*optimized, normal_numbers(images, rng)).text() << '\n';
}

void run(const LadderDemo& demo) {
  install();
  set_thread_count(1);
  const LadderOptions options{demo.program.batch_size, demo.rounds, demo.program.threads};
  constexpr std::array later{&climb_fusion, &climb_memory, &climb_threads, &climb_optimizer};
  std::vector<Picture> pictures;
  if (demo.step > convolution_steps) {
    later[static_cast<std::size_t>(demo.step - convolution_steps - 1)](options);
    return;
  }
  if (demo.step > 0) {
    climb_convolutions(demo.step, demo.step, options, pictures, demo.program.out);
    return;
  }
  std::vector<LadderRung> rungs = climb_convolutions(1, convolution_steps, options, pictures, demo.program.out);
  for (const auto& climb : later) rungs.push_back(climb(options));
  print_ladder(rungs, demo.program.out);
  print_gradient_check();
  pictures.push_back(draw_gains(rungs, demo.program.out));
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 14: from plain loops to fast kernels, step by step", "./strata run 14");
  LadderDemo demo;
  program.add_whole_number("--step", demo.step, 1, last_step, "Only this step, 1 to 10, beside the one before it");
  demo.program.add_batch_size(program);
  program.add_whole_number("--rounds", demo.rounds, 1, 1000,
                           "How often each work is measured; those that vary much, twice as often");
  demo.program.add_threads(program);
  demo.program.add_out(program);
  return program.run(argc, argv, [&] { run(demo); });
}
