#include "experiments/layer_numbers.hpp"

#include <vector>

#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "experiments/layer_references.hpp"
#include "experiments/number_rows.hpp"

namespace strata::experiments {
namespace {

NumberRow numbers_of(const LayerMeasurement& measured, const Request& request) {
  const HomeworkLayer* const found = homework_layer(measured.name);
  const HomeworkLayer homework = found == nullptr ? HomeworkLayer() : *found;
  const AnalyticGradient analytic = analytic_gradient(measured.name, measured.images.count());
  const Spread seconds = spread_of(measured.seconds);
  NumberRow row;
  row.add("layer", measured.name)
      .add("homework's name", homework.name)
      .add("output", measured.gradients.front().output.to_string())
      .add("parameters", measured.parameters())
      .add("device", request.device)
      .add("threads", thread_count())
      .add("seeds", measured.gradients.size())
      .add("mean dx", measured.over_seeds(&LayerGradients::mean))
      .add("mean dx, by analysis", analytic.mean)
      .add("mean dx, homework", homework.gradient)
      .add("mean |dx|", measured.over_seeds(&LayerGradients::mean_size))
      .add("mean |dx|, by analysis", analytic.mean_size)
      .add("mean |dθ|", measured.over_seeds(&LayerGradients::parameter_size))
      .add("mean dθ, homework", homework.parameter_gradient)
      .add("seconds of 100 passes, median", median(measured.seconds))
      .add("seconds of 100 passes, lowest", seconds.low)
      .add("seconds of 100 passes, highest", seconds.high)
      .add("seconds of 100 passes, homework", homework.seconds)
      .add("inference of 1 ms", measured.one)
      .add("inference of 64 ms", measured.batch)
      .add("gradient check", measured.right ? "right" : "wrong")
      .add("gradient check, worst error", measured.worst_error);
  return row;
}

}  // namespace

void add_layer_numbers(Report& report, const std::vector<LayerMeasurement>& all, const Request& request) {
  std::vector<NumberRow> rows;
  for (const LayerMeasurement& measured : all) rows.push_back(numbers_of(measured, request));
  report.numbers(table_of(rows));
}

}  // namespace strata::experiments
