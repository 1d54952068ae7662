#include "experiments/loss_bands.hpp"

#include <fmt/format.h>

#include "common/error.hpp"
#include "experiments/statistics.hpp"

namespace strata::experiments {

LossBands loss_bands(const std::vector<const TrainingRecord*>& records) {
  std::vector<LossCurve> curves;
  for (const TrainingRecord* record : records) curves.push_back(loss_curve(record->trace));
  LossBands bands;
  if (!curves.empty()) bands.steps = curves.front().steps;
  for (const LossCurve& curve : curves) {
    if (curve.steps == bands.steps) continue;
    throw Error({records.front()->network,
                 fmt::format("curves of {} and {} points", bands.steps.size(), curve.steps.size()),
                 "loss curves of the same steps", "trainings of one network have the same images, batches and epochs"});
  }
  for (std::size_t i = 0; i < bands.steps.size(); ++i) {
    std::vector<double> losses;
    for (const LossCurve& curve : curves) losses.push_back(curve.losses[i]);
    const Spread spread = spread_of(losses);
    bands.mean.push_back(spread.mean);
    bands.low.push_back(spread.low);
    bands.high.push_back(spread.high);
  }
  return bands;
}

}  // namespace strata::experiments
