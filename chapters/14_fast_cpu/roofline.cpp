#include "14_fast_cpu/roofline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "14_fast_cpu/label_sides.hpp"
#include "common/plot.hpp"

namespace strata::fast_cpu {
namespace {

// The footprint's ceiling, or that of the next larger one that was measured.
const MemoryCeiling& memory_of(const ThreadCeilings& ceilings, double bytes) {
  const auto found = std::ranges::find_if(
      ceilings.memory, [bytes](const MemoryCeiling& memory) { return static_cast<double>(memory.bytes) >= bytes; });
  return found == ceilings.memory.end() ? ceilings.memory.back() : *found;
}

// A slope for each cache and one for the main memory: the smallest footprint, one of a megabyte, and the largest.
std::vector<const MemoryCeiling*> drawn_slopes(const ThreadCeilings& ceilings) {
  std::vector<const MemoryCeiling*> slopes;
  for (const double bytes : {0.0, 1e6, 1e18}) {
    const MemoryCeiling& memory = memory_of(ceilings, bytes);
    if (slopes.empty() || slopes.back() != &memory) slopes.push_back(&memory);
  }
  return slopes;
}

}  // namespace

// [region attainable]
double attainable(const ThreadCeilings& ceilings, double intensity, Index footprint) {
  const MemoryCeiling& memory = memory_of(ceilings, static_cast<double>(footprint));
  return std::min(ceilings.flops_f32, intensity * memory.update);  // (14.2)
}
// [endregion attainable]

double share_of_roofline(const ThreadCeilings& ceilings, const MeasuredWork& work) {
  const auto footprint = static_cast<Index>(work.bytes / static_cast<double>(ceilings.threads));
  return work.speed() / attainable(ceilings, work.intensity(), footprint);
}

Picture draw_roofline(const ThreadCeilings& ceilings,
                      const std::vector<std::pair<std::string, std::vector<MeasuredWork>>>& groups,
                      const std::filesystem::path& base) {
  double low = 0.1, high = 300, fastest = 2 * ceilings.flops_f32, slowest = ceilings.flops_f32 / 100;
  for (const auto& [group, works] : groups) {
    for (const MeasuredWork& work : works) {
      low = std::min(low, work.intensity() / 2);
      high = std::max(high, work.intensity() * 2);
      slowest = std::min(slowest, work.speed() / 2);
      fastest = std::max(fastest, work.speed() * 2);
    }
  }
  Plot plot(fmt::format("Roofline of this machine, {} thread{}: {:.0f} GFLOP/s in float32", ceilings.threads,
                        ceilings.threads == 1 ? "" : "s", 1e-9 * ceilings.flops_f32),
            {"operations for each byte", ""}, {"speed", "GFLOP/s"});
  for (const MemoryCeiling* memory : drawn_slopes(ceilings)) {
    const double ridge = ceilings.flops_f32 / memory->update;  // where the slope meets the ceiling
    const std::vector<double> x{low, ridge, high};
    const std::vector<double> y{1e-9 * low * memory->update, 1e-9 * ceilings.flops_f32, 1e-9 * ceilings.flops_f32};
    plot.line(fmt::format("{} in use: {:.0f} GB/s", bytes_text(memory->bytes), 1e-9 * memory->update), x, y);
  }
  constexpr double width = 685, height = 320;  // pixels between the axes
  const double pixels_x = width / std::log(high / low), pixels_y = height / std::log(fastest / slowest);
  std::vector<LabelledPoint> points;
  for (const auto& [group, works] : groups) {
    for (const MeasuredWork& work : works) {
      points.push_back({pixels_x * std::log(work.intensity() / low), pixels_y * std::log(work.speed() / slowest),
                        static_cast<Index>(work.name.size())});
    }
  }
  const std::vector<Plot::Side> sides = label_sides(points, width);
  auto side = sides.begin();
  for (const auto& [group, works] : groups) {
    for (const MeasuredWork& work : works) {
      const std::vector<double> x{work.intensity()}, y{1e-9 * work.speed()};
      plot.named_points(group, x, y, {work.name}, *side++);
    }
  }
  return plot.log_x().log_y().x_range(low, high).y_range(1e-9 * slowest, 1e-9 * fastest).write(base);
}

}  // namespace strata::fast_cpu
