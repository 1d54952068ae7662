#include <fmt/format.h>

#include <cmath>

#include "15_cuda_kernels/emulator/settings.hpp"
#include "16_cuda_reductions/demo_mistakes.hpp"
#include "16_cuda_reductions/spoilt_sums.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

void add_order(SpoiltSums& row, const Tensor& x, SumMistake mistake, emulator::Order order, std::uint64_t seed) {
  emulator::Settings settings = emulator::settings();
  settings.order = order;
  settings.seed = seed;
  const emulator::SettingsScope scope(settings);
  try {
    const Tensor sum = spoilt_sum(x, mistake).to(Device::cpu);
    const float value = sum.values<float>()[0];
    row.results.push_back(std::isnan(value) ? "NaN" : fmt::format("{:.9g}", value));
  } catch (const Error& error) {
    row.results.emplace_back("report");
    row.report = error.what();
  }
}

}  // namespace

std::vector<SpoiltSums> spoilt_sums_in_every_order(const Tensor& x) {
  std::vector<SpoiltSums> rows;
  for (std::size_t i = 0; i < sum_mistakes.size(); ++i) {
    SpoiltSums row{std::string(sum_mistakes[i]), {}, ""};
    const auto mistake = static_cast<SumMistake>(i);
    add_order(row, x, mistake, emulator::Order::forward, 1);
    add_order(row, x, mistake, emulator::Order::reversed, 1);
    add_order(row, x, mistake, emulator::Order::shuffled, 1);
    add_order(row, x, mistake, emulator::Order::shuffled, 2);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace strata
