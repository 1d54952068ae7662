#include "experiments/layer_tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "experiments/layer_references.hpp"

namespace strata::experiments {
namespace {

std::string value_or_dash(double value) { return std::isnan(value) ? "-" : fmt::format("{:.2e}", value); }

// The homework's machine, and what it did there, are not known.
std::string of_elsewhere(const std::string& value) {
  return value == "-" ? value : fmt::format("{} (not comparable)", value);
}

std::string seconds_text(double seconds) { return std::isnan(seconds) ? "-" : fmt::format("{:.4f}", seconds); }

std::string pass_seconds(const LayerMeasurement& measured) {
  const Spread spread = spread_of(measured.seconds);
  return fmt::format("{} ({} to {})", seconds_text(median(measured.seconds)), seconds_text(spread.low),
                     seconds_text(spread.high));
}

std::string parameter_gradient(const LayerMeasurement& measured) {
  return measured.parameters() == 0 ? "-" : scientific(measured.over_seeds(&LayerGradients::parameter_size));
}

std::string check_text(const LayerMeasurement& measured) {
  return fmt::format("{}, {:.0e}", measured.right ? "right" : "wrong", measured.worst_error);
}

void add_homework_layers(Report& report, const std::vector<LayerMeasurement>& all, const Request& request) {
  Table table({{"layer", "", Align::left},
               {"homework's name", "", Align::left},
               {"output", "", Align::left},
               {"homework's output", "", Align::left},
               {"parameters"},
               {"device", "", Align::left},
               {"mean dx"},
               {"homework's mean dx"},
               {"its distance"},
               {"mean |dx|"},
               {"mean |dθ|"},
               {"homework's mean dθ"},
               {"100 passes", "s"},
               {"homework's 100 passes", "s"}});
  for (const HomeworkLayer& homework : homework_layers()) {
    const LayerMeasurement& measured = measurement_of(homework.layer, all);
    const Spread mean = measured.over_seeds(&LayerGradients::mean);
    table.row({homework.layer, homework.name, measured.gradients.front().output.to_string(), homework.output,
               measured.parameters(), device_text(request), scientific(mean), value_or_dash(homework.gradient),
               std::isnan(homework.gradient) ? "-" : distance(homework.gradient, mean),
               scientific(measured.over_seeds(&LayerGradients::mean_size)), parameter_gradient(measured),
               of_elsewhere(value_or_dash(homework.parameter_gradient)), pass_seconds(measured),
               of_elsewhere(seconds_text(homework.seconds))});
  }
  report.table(
      fmt::format("The homework's layers, on four normal images of 32 x 32 pixels. dx and dθ are the gradients of the "
                  "mean of all outputs; their means are those of {} seeds, ± standard deviation. A pass goes forward "
                  "and back; times are medians of rounds, with the lowest and the highest. The homework writes shapes "
                  "with the channels in second place, and does not say whether a mean is one of sizes.",
                  all.front().gradients.size()),
      table);
}

void add_all_layers(Report& report, const std::vector<LayerMeasurement>& all) {
  Table table({{"layer", "", Align::left},
               {"output", "", Align::left},
               {"parameters"},
               {"mean dx"},
               {"by analysis"},
               {"mean |dx|"},
               {"|dx| by analysis"},
               {"mean |dθ|"},
               {"100 passes", "s"},
               {"gradient check", "", Align::left}});
  for (const LayerMeasurement& measured : all) {
    const AnalyticGradient analytic = analytic_gradient(measured.name, measured.images.count());
    table.row({measured.name, measured.gradients.front().output.to_string(), measured.parameters(),
               scientific(measured.over_seeds(&LayerGradients::mean)),
               analytic.mean == 0 ? "0" : value_or_dash(analytic.mean),
               scientific(measured.over_seeds(&LayerGradients::mean_size)), value_or_dash(analytic.mean_size),
               parameter_gradient(measured), pass_seconds(measured), check_text(measured)});
  }
  report.table(
      "All layers by themselves. By analysis: what the gradient must be, but for the chance of inputs and first "
      "weights. The gradient check compares backward with measured slopes in float64, and gives the largest relative "
      "error.",
      table);
}

void add_standard_layers(Report& report, const std::vector<LayerMeasurement>& all) {
  Table table({{"custom layer", "", Align::left},
               {"standard layer", "", Align::left},
               {"parameters"},
               {"standard's parameters"},
               {"100 passes", "s"},
               {"standard's 100 passes", "s"},
               {"times as long"},
               {"mean |dx|, as a multiple"}});
  for (const StandardLayer& pair : standard_layers()) {
    const LayerMeasurement& custom = measurement_of(pair.custom, all);
    const LayerMeasurement& standard = measurement_of(pair.standard, all);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < custom.seconds.size(); ++i) ratios.push_back(custom.seconds[i] / standard.seconds[i]);
    const Spread ratio = spread_of(ratios);
    const double sizes =
        custom.over_seeds(&LayerGradients::mean_size).mean / standard.over_seeds(&LayerGradients::mean_size).mean;
    table.row({pair.custom, pair.standard, custom.parameters(), standard.parameters(),
               seconds_text(median(custom.seconds)), seconds_text(median(standard.seconds)),
               fmt::format("{:.2f} ({:.2f} to {:.2f})", median(ratios), ratio.low, ratio.high), Real{sizes, 2}});
  }
  report.table(
      "Custom layers beside standard ones. Times as long: in rounds in which the layers took turns, the median and the "
      "extremes.",
      table);
}

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
               measured.right ? "right" : "wrong",
               measured.worst_error});
  }
  report.numbers(table);
}

}  // namespace

void add_layer_tables(Report& report, const std::vector<LayerMeasurement>& all, const Request& request) {
  add_homework_layers(report, all, request);
  add_all_layers(report, all);
  add_standard_layers(report, all);
  add_layer_numbers(report, all, request);
}

}  // namespace strata::experiments
