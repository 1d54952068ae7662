#include <fmt/format.h>

#include <memory>

#include "06_optimizers/adam.hpp"
#include "06_optimizers/adasmooth.hpp"
#include "06_optimizers/sgd.hpp"
#include "11_pooling/networks.hpp"
#include "experiments/all_experiments.hpp"
#include "experiments/network_times.hpp"
#include "experiments/number_rows.hpp"
#include "experiments/statistics.hpp"
#include "experiments/variant_comparison.hpp"

namespace strata::experiments {
namespace {

template <class O, class Options>
Variant variant(const std::string& name, const std::string& settings, const Options& options) {
  return {.name = name,
          .make = [](Index classes) { return simple_cnn(classes); },
          .recipe = {.name = settings, .optimizer = [options](std::vector<Parameter*> parameters) {
                       return std::make_unique<O>(std::move(parameters), options);
                     }}};
}

Spread last_losses(const ComparisonRun& run, const std::string& name) {
  std::vector<double> losses;
  for (const TrainingRecord* record : run.of(name, sole_recipe)) losses.push_back(record->train_loss);
  return spread_of(losses);
}

// AdaSmooth against Adam, in numbers: how far apart they end, and what a step costs, measured in turns.
void add_gap(const ComparisonRun& run, const Request& request, Report& report) {
  const Spread adam = last_losses(run, "Adam"), smooth = last_losses(run, "AdaSmooth");
  std::vector<double> ratios;
  for (int round = 0; round < 5; ++round) {
    const double of_adam = measure_step(run.first_plan("Adam", sole_recipe), run.data, request).median;
    ratios.push_back(measure_step(run.first_plan("AdaSmooth", sole_recipe), run.data, request).median / of_adam);
  }
  const Spread ratio = spread_of(ratios);
  report.paragraph(
      fmt::format("AdaSmooth against Adam, after the last epoch, on the training images in evaluation mode: a loss of "
                  "{:.4f} against "
                  "{:.4f}, a gap of {:+.4f} (means of the seeds). A step with AdaSmooth takes {:.2f} times as long as "
                  "one with Adam "
                  "({:.2f} to {:.2f} in five rounds, taken in turns).",
                  smooth.mean, adam.mean, smooth.mean - adam.mean, ratio.mean, ratio.low, ratio.high));
  NumberRow row;
  row.add("comparison", "AdaSmooth against Adam")
      .add("final loss of AdaSmooth", smooth.mean)
      .add("final loss of Adam", adam.mean)
      .add("gap", smooth.mean - adam.mean)
      .add("time of a step, ratio", ratio.mean)
      .add("time of a step, lowest ratio", ratio.low)
      .add("time of a step, highest ratio", ratio.high);
  report.numbers(table_of({row}));
}

}  // namespace

void run_optimizers(const Request& request) {
  const SgdOptions sgd{.learning_rate = 0.01, .momentum = 0.9};
  const AdamOptions adam{.learning_rate = 1e-3};
  const AdaSmoothOptions smooth{};
  run_variants(
      {.name = "optimizers",
       .heading = "Three optimisers on SimpleCNN",
       .data = "mnist",
       .variants = {variant<Sgd>("SGD-momentum",
                                 fmt::format("SGD, rate {}, momentum {}", sgd.learning_rate, sgd.momentum), sgd),
                    variant<Adam>("Adam", fmt::format("Adam, rate {}", adam.learning_rate), adam),
                    variant<AdaSmooth>(
                        "AdaSmooth",
                        fmt::format("AdaSmooth, rate {}, ρ1 {}, ρ2 {}, ε {}, window {}, ratio at rest {}",
                                    smooth.learning_rate, smooth.rho1, smooth.rho2, smooth.epsilon, smooth.window,
                                    smooth.ratio_at_rest),
                        smooth)},
       .faults =
           {"The course's NumPy library computes AdaSmooth's running average E and then divides by the root of the "
            "gradient, which is no number where a gradient is negative. Here it is the paper's division, by the "
            "root of E + ε (chapter 6).",
            "The sources do not say how far AdaSmooth's ratio looks back, nor what 0/0 is. Here it looks back to "
            "the first step, and is 1 where nothing has moved."},
       .more = add_gap},
      request);
}

}  // namespace strata::experiments
