// Step 9: all cores. Each thread takes whole images: it reads and writes memory that no other one touches, and needs
// workspace for one unit of images, not for the batch. How a batch is cut depends on the shapes alone, and sums over it
// are added in the order of the parts, so that the results have the same bits on any number of threads.

#include <fmt/format.h>

#include <iostream>

#include "13_custom_layers/make_network.hpp"
#include "bench_work.hpp"
#include "common/parallel.hpp"
#include "common/table.hpp"
#include "ladder.hpp"
#include "ladder_layer.hpp"
#include "ladder_timing.hpp"

namespace strata::fast_cpu {
namespace {

constexpr const char* trained_network = "CNNWithResidual";

// The same work on one thread and on all, in turns; twice as often, because threads that wait for each other are
// disturbed by whatever else runs.
std::vector<LadderTime> one_and_all(const std::function<void()>& run, const LadderOptions& options) {
  const auto on = [&run](Index threads) {
    return LadderWork{[&run, threads] {
                        if (thread_count() != threads) set_thread_count(threads);
                        run();
                      },
                      threads};
  };
  std::vector<LadderTime> times =
      time_in_turns({on(1), on(options.threads)}, 2 * options.rounds, LadderChoice::shortest);
  set_thread_count(1);
  return times;
}

}  // namespace

LadderRung climb_threads(const LadderOptions& options) {
  std::cout << fmt::format("Step 9, threads. {} thread{} the images of a batch.\n\n", options.threads,
                           options.threads == 1 ? " takes" : "s share");
  Table table({{fmt::format("{} images", options.images)},
               {"1 thread", "ms"},
               {fmt::format("{} threads", options.threads), "ms"},
               {"times faster"},
               {"peak of the machine, times faster"}});
  const auto row = [&table](const std::string& name, const std::vector<LadderTime>& times) {
    table.row({name, Real{1e3 * times[0].seconds, 2}, Real{1e3 * times[1].seconds, 2},
               Real{times[0].seconds / times[1].seconds, 2}, Real{times[1].peak / times[0].peak, 2}});
  };
  const LadderLayer layer(options.images);
  Tensor y(layer.x.shape());
  const LadderKernel kernel = winograd_four_step();
  row("convolution of step 6", one_and_all([&] { kernel.compute(layer.window, layer.x, layer.weight, y); }, options));
  BenchWork training(
      {BenchRow::Kind::training, trained_network, network_entry(trained_network).sizes.front().image, options.images},
      KernelOption{});
  const std::vector<LadderTime> times = one_and_all([&] { training.run(); }, options);
  row(fmt::format("training step of {}", trained_network), times);
  std::cout << table << '\n';
  return {9,
          "threads",
          fmt::format("training step of {}, {} threads", trained_network, options.threads),
          1e3 * times[0].seconds,
          1e3 * times[1].seconds,
          times[0].seconds / times[1].seconds};
}

}  // namespace strata::fast_cpu
