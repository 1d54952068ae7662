#include "bench_memory.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "13_custom_layers/make_network.hpp"
#include "bench_work.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"

using namespace strata;

namespace {

constexpr int steps = 5;

// A line of /proc/self/status, in megabytes: "VmRSS" is what the process has now, "VmHWM" the most it ever had.
double megabytes_of(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return 1.024e-3 * std::stod(line.substr(name.size() + 1));
  }
  throw Error({"/proc/self/status", "no " + name, "one, as Linux has it", ""});
}

}  // namespace

void print_memory(const std::string& network, Index images, const fast_cpu::KernelOption& kernels) {
  const Shape& image = network_entry(network).sizes.front().image;
  parallel_for(thread_count(), 1, [](Index, Index) {});  // threads start before the first reading
  BenchWork work({BenchRow::Kind::training, network, image, images}, kernels);
  const double before = megabytes_of("VmRSS");
  for (int step = 0; step < steps; ++step) work.run();
  const double more = megabytes_of("VmHWM") - before;
  std::cout << fmt::format("{}, training at batch {}: {:.1f} MB above the idle process, which has {:.1f} MB\n", network,
                           images, more, before);
}
