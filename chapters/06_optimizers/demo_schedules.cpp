#include "demo_schedules.hpp"

#include <string>
#include <utility>

#include "06_optimizers/schedule.hpp"
#include "common/plot.hpp"

using namespace strata;

namespace {

constexpr Index schedule_steps = 5000;
constexpr double rate = 0.1, low_rate = 0.001;

Plot plot_of(const std::string& title, const std::vector<std::pair<std::string, Schedule>>& schedules) {
  Plot plot(title, {"step", ""}, {"learning rate", ""});
  for (const auto& [name, schedule] : schedules) {
    std::vector<double> at, rates;
    for (Index step = 0; step < schedule_steps; step += step < 50 ? 1 : 5) {
      at.push_back(static_cast<double>(step));
      rates.push_back(schedule.at(step));
    }
    plot.line(name, at, rates);
  }
  return plot;
}

}  // namespace

std::vector<Picture> draw_schedules(const std::filesystem::path& out) {
  Plot known = plot_of("Four schedules", {{"stairs", Schedule::stairs(rate, 1000, 0.5)},
                                          {"milestones", Schedule::milestones(rate, {2500, 4000}, 0.2)},
                                          {"cosine", Schedule::cosine(rate, schedule_steps)},
                                          {"one cycle", Schedule::one_cycle(rate, schedule_steps)}});
  Plot inverse =
      plot_of("Inverse square root, with three beginnings", {{"flat", Schedule::inverse_sqrt_flat(low_rate)},
                                                             {"from 0", Schedule::inverse_sqrt_from_zero(low_rate)},
                                                             {"from 0.00001", Schedule::inverse_sqrt(low_rate)}});
  return {known.y_range(0, 1.05 * rate).write(out / "schedules"), inverse.log_x().log_y().write(out / "inverse_sqrt")};
}
