#include "experiments/layer_tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "common/median_time.hpp"
#include "experiments/layer_references.hpp"
#include "experiments/network_times.hpp"

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
               {"inference of 1 image", "ms"},
               {"inference of 64 images", "ms"},
               {"gradient check", "", Align::left}});
  for (const LayerMeasurement& measured : all) {
    const AnalyticGradient analytic = analytic_gradient(measured.name, measured.images.count());
    table.row({measured.name, measured.gradients.front().output.to_string(), measured.parameters(),
               scientific(measured.over_seeds(&LayerGradients::mean)),
               analytic.mean == 0 ? "0" : value_or_dash(analytic.mean),
               scientific(measured.over_seeds(&LayerGradients::mean_size)), value_or_dash(analytic.mean_size),
               parameter_gradient(measured), pass_seconds(measured), with_spread(measured.one),
               with_spread(measured.batch), check_text(measured)});
  }
  report.table(
      "All layers by themselves. By analysis: what the gradient must be, but for the chance of inputs and first "
      "weights. Inference: forward passes in evaluation mode, medians with a tenth to nine tenths. The gradient check "
      "compares backward with measured slopes in float64, and gives the largest relative error.",
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

void add_inference(Report& report, const std::vector<LayerMeasurement>& all, const Request& request) {
  Table table({{"custom layer", "", Align::left},
               {"standard layer", "", Align::left},
               {"device", "", Align::left},
               {"1 image", "ms"},
               {"standard's 1 image", "ms"},
               {"64 images", "ms"},
               {"standard's 64 images", "ms"},
               {"times as long, 64 images"}});
  for (const StandardLayer& pair : standard_layers()) {
    const LayerMeasurement& custom = measurement_of(pair.custom, all);
    const LayerMeasurement& standard = measurement_of(pair.standard, all);
    table.row({pair.custom, pair.standard, device_text(request), with_spread(custom.one), with_spread(standard.one),
               with_spread(custom.batch), with_spread(standard.batch),
               Real{custom.batch.median / standard.batch.median, 2}});
  }
  report.table(
      "Inference: forward passes in evaluation mode, after a warm-up, in which the layers took turns; medians, with a "
      "tenth to nine tenths.",
      table);
}

}  // namespace

void add_layer_tables(Report& report, const std::vector<LayerMeasurement>& all, const Request& request) {
  add_homework_layers(report, all, request);
  add_all_layers(report, all);
  add_standard_layers(report, all);
  add_inference(report, all, request);
}

}  // namespace strata::experiments
