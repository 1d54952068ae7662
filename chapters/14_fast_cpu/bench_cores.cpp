#include "bench_cores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "bench_work.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// Milliseconds: the median of as many runs as fit into some seconds, at least three.
double median_milliseconds(BenchWork& work, Index threads, double seconds) {
  using Clock = std::chrono::steady_clock;
  set_thread_count(threads);
  work.run();  // the new threads begin
  std::vector<double> times;
  const auto begin = Clock::now();
  for (auto start = begin; times.size() < 3 || start - begin < std::chrono::duration<double>(seconds);) {
    work.run();
    const auto end = Clock::now();
    times.push_back(std::chrono::duration<double, std::milli>(end - start).count());
    start = end;
  }
  return median(times);
}

}  // namespace

void compare_cores(const std::vector<BenchRow>& rows, Index threads, Index rounds, double seconds,
                   const fast_cpu::KernelOption& kernels) {
  Table table({{"row"},
               {"1 thread", "ms"},
               {fmt::format("{} threads", threads), "ms"},
               {"times faster"},
               {"lowest"},
               {"highest"}});
  for (const BenchRow& row : rows) {
    BenchWork work(row, kernels);
    std::vector<double> one, all, ratios;
    for (Index round = 0; round < rounds; ++round) {
      one.push_back(median_milliseconds(work, 1, seconds));
      all.push_back(median_milliseconds(work, threads, seconds));
      ratios.push_back(one.back() / all.back());
    }
    table.row({row.name(), Real{median(one), 3}, Real{median(all), 3}, Real{median(ratios), 2},
               Real{std::ranges::min(ratios), 2}, Real{std::ranges::max(ratios), 2}});
  }
  std::cout << table;
}
