#include "experiments/block_stability.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "04_activations/activation.hpp"
#include "06_optimizers/sgd.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/linear_block.hpp"
#include "10_convolution/convolution_block.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "experiments/compared_blocks.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/loss_bands.hpp"

namespace strata::experiments {
namespace {

constexpr Index block_epochs = 1;
constexpr Index block_batch_size = 128;

// What comes before the block makes images of 8 x 8 pixels with 64 channels of them.
Sequential network_around(const ComparedBlock& block, Index classes) {
  Sequential network(block.name);
  add_convolution(network, "conv1",
                  {.channels = 64,
                   .stride = 2,
                   .padding = 1,
                   .bias = false,
                   .normalisation = make_module<BatchNorm>,
                   .activation = make_module<ReLU>});
  network.add(MaxPool2d(2), "pool1").add(block.make(), "block").add(GlobalAveragePool2d(), "pool2");
  add_linear(network, "fc", {.features = classes});
  return network;
}

// As the homework trains its networks of such blocks, but for its changes of the images.
TrainingRecipe sgd_recipe() {
  return {.name = "SGD at 0.1 with momentum and weight decay", .optimizer = [](std::vector<Parameter*> parameters) {
            const SgdOptions options{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 5e-4};
            return std::make_unique<Sgd>(std::move(parameters), options);
          }};
}

std::vector<TrainingPlan> block_plans(const Request& request) {
  std::vector<TrainingPlan> plans;
  const Index asked_epochs = request.program.epochs, asked_batch = request.program.batch_size;
  for (const ComparedBlock& block : compared_blocks()) {
    for (const std::uint64_t seed : request.all_seeds()) {
      plans.push_back({.network = block.name,
                       .make = [&block](Index classes) { return network_around(block, classes); },
                       .recipe = sole_recipe,
                       .settings = {.own_recipe = sgd_recipe(),
                                    .epochs = asked_epochs > 0 ? asked_epochs : block_epochs,
                                    .batch_size = asked_batch > 0 ? asked_batch : block_batch_size,
                                    .seed = seed}});
    }
  }
  return plans;
}

double largest_jump(const std::vector<double>& losses) {
  double jump = 0;
  for (std::size_t i = 1; i < losses.size(); ++i) jump = std::max(jump, losses[i] - losses[i - 1]);
  return jump;
}

double mean_width(const std::vector<const TrainingRecord*>& records) {
  if (records.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const LossBands bands = loss_bands(records);
  double sum = 0;
  for (std::size_t i = 0; i < bands.steps.size(); ++i) sum += bands.high[i] - bands.low[i];
  return sum / static_cast<double>(bands.steps.size());
}

}  // namespace

ComparisonRun train_blocks(const Request& request) {
  ComparisonRun run{.data = experiment_data("cifar10", request), .plans = block_plans(request), .records = {}};
  run.records = run_plans("residual-blocks", run.plans, run.data, request);
  return run;
}

BlockStability stability_of(const std::string& block, const ComparisonRun& run) {
  const std::vector<const TrainingRecord*> records = run.of(block, sole_recipe);
  std::vector<double> last, train, jumps;
  for (const TrainingRecord* record : records) {
    const LossCurve curve = loss_curve(record->trace);
    if (curve.losses.empty())
      throw Error({block, "a training without a loss curve", "one with looks at its steps", ""});
    last.push_back(curve.losses.back());
    train.push_back(record->train_loss);
    jumps.push_back(largest_jump(curve.losses));
  }
  return {.summary = summarise_recipe(sole_recipe, records),
          .last_loss = spread_of(last),
          .train_loss = spread_of(train),
          .jump = spread_of(jumps),
          .width = mean_width(records)};
}

}  // namespace strata::experiments
