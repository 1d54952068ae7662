#include <fmt/format.h>

#include <vector>

#include "experiments/all_experiments.hpp"
#include "experiments/layer_numbers.hpp"
#include "experiments/layer_pictures.hpp"
#include "experiments/layer_references.hpp"
#include "experiments/layer_tables.hpp"

namespace strata::experiments {
namespace {

void explain_gradients(Report& report, const std::vector<LayerMeasurement>& all) {
  const LayerMeasurement& swish = measurement_of("Swish(1)", all);
  const AnalyticGradient analytic = analytic_gradient("Swish(1)", swish.images.count());
  report.paragraph(fmt::format(
      "The mean slope of ReLU and of Swish over normal inputs is one half, so the mean of dx is 0.5 / 12,288 = {:.3e} "
      "for both; that of |dx| is {:.3e} for Swish, whose slope is negative for some inputs. Of a pool with powers, of "
      "a convolution and of everything else whose slopes have the sign of an input or of a first weight, the signed "
      "mean is what chance leaves of a sum that cancels: only the mean of the sizes says something. mean_conv2d adds "
      "to each output the mean over the channels, and for a loss that is a mean itself, this doubles every gradient.",
      analytic.mean, analytic.mean_size));
}

}  // namespace

void run_custom_layers(const Request& request) {
  const std::vector<LayerMeasurement> all = measure_layers(request);
  Report report("custom-layers", "3.1 Custom layers beside standard ones", request);
  add_layer_tables(report, all, request);
  add_layer_numbers(report, all, request);
  explain_gradients(report, all);
  report.faults(
      {"The homework's gradients of weights were never set to zero between its layers: what it gives for CustomConv "
       "and ChannelAttention are sums. Here every layer and every seed has gradients of its own.",
       "It does not say on which machine it timed its layers, nor whether anything went before: its seconds are not "
       "comparable. Here a tenth as many passes go before, and the layers take turns.",
       "Its table gives no size of a gradient, no time for pools, convolution and attention, and no comparison of "
       "CustomConv with a plain convolution. They are above."});
  add_layer_pictures(report, all);
  report.write();
}

}  // namespace strata::experiments
