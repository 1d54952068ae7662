#include "demo_pictures.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "common/heat_map.hpp"
#include "common/plot.hpp"
#include "common/plot_bars.hpp"

namespace strata {
namespace {

constexpr double idle = std::numeric_limits<double>::quiet_NaN();

double per_thousand(std::uint64_t count, Index numbers) {
  return 1000 * static_cast<double>(count) / static_cast<double>(numbers);
}

// |computed - exact| / exact, for tenths as float32 has them.
double error_of_tenths(int rung, Index count) {
  const Tensor total = run_sum(rung, Tensor::full({count}, 0.1, {Device::cuda, Dtype::f32})).to(Device::cpu);
  const double exact = static_cast<double>(0.1F) * static_cast<double>(count);
  return std::abs(static_cast<double>(total.values<float>()[0]) - exact) / exact;
}

}  // namespace

Picture draw_trees(const std::filesystem::path& out) {
  constexpr Index threads = 16;
  std::vector<std::string> rows, columns;
  std::vector<double> values;
  for (Index t = 0; t < threads; ++t) columns.push_back(fmt::format("{}", t));
  for (Index d = 1; d < threads; d *= 2) {
    rows.push_back(fmt::format("interleaved, d = {}", d));
    for (Index t = 0; t < threads; ++t) values.push_back(t % (2 * d) == 0 ? static_cast<double>(2 * d) : idle);
  }
  for (Index d = threads / 2; d > 0; d /= 2) {
    rows.push_back(fmt::format("sequential, d = {}", d));
    for (Index t = 0; t < threads; ++t) values.push_back(t < d ? static_cast<double>(threads / d) : idle);
  }
  HeatMap map("How many numbers a thread's sum has after a step; no number: it is idle", {"thread", ""}, {"step", ""});
  return map.cells(rows, columns, values).write(out / "trees");
}

Picture draw_counts(const std::vector<SumCounts>& counts, Index numbers, const std::filesystem::path& out) {
  std::vector<std::string> names;
  std::vector<double> shared, shuffles, barriers;
  for (std::size_t i = 2; i < counts.size(); ++i) {
    names.emplace_back(sum_rungs[i]);
    shared.push_back(per_thousand(counts[i].shared_requests, numbers));
    shuffles.push_back(per_thousand(counts[i].meetings, numbers));
    barriers.push_back(per_thousand(counts[i].barriers, numbers));
  }
  BarChart chart("What four trees cost (counted, not timed)", {"of warps or blocks, for 1,000 numbers", ""}, names);
  chart.bars("accesses to shared memory", shared).bars("shuffles", shuffles).bars("barriers", barriers);
  return chart.value_labels(0).write(out / "counts");
}

Picture draw_errors(const std::filesystem::path& out) {
  Plot plot("The sum of n tenths in float32", {"n", ""}, {"relative error", ""});
  for (const int rung : {1, 4, 6}) {
    std::vector<double> counts, errors;
    for (double count = 100; count < 2e6; count *= std::sqrt(10.0)) {
      counts.push_back(std::floor(count));
      errors.push_back(error_of_tenths(rung, static_cast<Index>(count)));
    }
    plot.line(sum_rungs[static_cast<std::size_t>(rung - 1)], counts, errors, {.markers = true});
  }
  return plot.log_x().log_y().write(out / "errors");
}

std::optional<Picture> draw_rows(const std::filesystem::path& out) {
  if (!count_rows(1, 1)) return std::nullopt;
  std::vector<double> columns, by_threads, by_warps;
  for (Index k = 1; k <= 128; k += k < 40 ? 1 : 4) {
    columns.push_back(static_cast<double>(k));
    by_threads.push_back(count_rows(k, 1)->sectors);
    by_warps.push_back(count_rows(k, 32)->sectors);
  }
  Plot plot("What rows ask of memory (counted)", {"columns", ""}, {"sectors of 32 bytes for a number", ""});
  plot.line("a thread for each row", columns, by_threads).line("a warp for each row", columns, by_warps);
  return plot.y_range(0, 1.1).whole_x().write(out / "rows");
}

}  // namespace strata
