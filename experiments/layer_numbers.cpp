#include "experiments/layer_numbers.hpp"

#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "experiments/layer_references.hpp"

namespace strata::experiments {

void add_layer_numbers(Report& report, const std::vector<LayerMeasurement>& all, const Request& request) {
  Table table({{"layer"},
               {"homework's name"},
               {"output"},
               {"parameters"},
               {"device"},
               {"threads"},
               {"seeds"},
               {"mean dx, mean"},
               {"mean dx, deviation"},
               {"mean dx, by analysis"},
               {"mean dx, homework"},
               {"mean |dx|, mean"},
               {"mean |dx|, deviation"},
               {"mean |dx|, by analysis"},
               {"mean |dθ|, mean"},
               {"mean |dθ|, deviation"},
               {"mean dθ, homework"},
               {"seconds of 100 passes, median"},
               {"seconds of 100 passes, lowest"},
               {"seconds of 100 passes, highest"},
               {"seconds of 100 passes, homework"},
               {"inference of 1 ms, median"},
               {"inference of 1 ms, low"},
               {"inference of 1 ms, high"},
               {"inference of 64 ms, median"},
               {"inference of 64 ms, low"},
               {"inference of 64 ms, high"},
               {"gradient check"},
               {"gradient check, worst error"}});
  for (const LayerMeasurement& measured : all) {
    const HomeworkLayer* const found = homework_layer(measured.name);
    const HomeworkLayer homework = found == nullptr ? HomeworkLayer() : *found;
    const AnalyticGradient analytic = analytic_gradient(measured.name, measured.images.count());
    const Spread mean = measured.over_seeds(&LayerGradients::mean);
    const Spread size = measured.over_seeds(&LayerGradients::mean_size);
    const Spread weights = measured.over_seeds(&LayerGradients::parameter_size);
    const Spread seconds = spread_of(measured.seconds);
    table.row({measured.name,
               homework.name,
               measured.gradients.front().output.to_string(),
               measured.parameters(),
               request.device,
               thread_count(),
               measured.gradients.size(),
               mean.mean,
               mean.deviation,
               analytic.mean,
               homework.gradient,
               size.mean,
               size.deviation,
               analytic.mean_size,
               weights.mean,
               weights.deviation,
               homework.parameter_gradient,
               median(measured.seconds),
               seconds.low,
               seconds.high,
               homework.seconds,
               measured.one.median,
               measured.one.low,
               measured.one.high,
               measured.batch.median,
               measured.batch.low,
               measured.batch.high,
               measured.right ? "right" : "wrong",
               measured.worst_error});
  }
  report.numbers(table);
}

}  // namespace strata::experiments
