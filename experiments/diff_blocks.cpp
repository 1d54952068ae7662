#include "experiments/diff_blocks.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "06_optimizers/sgd.hpp"
#include "12_residual/networks.hpp"
#include "experiments/all_experiments.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/homework_images.hpp"
#include "experiments/plan_text.hpp"

namespace strata::experiments {
namespace {

constexpr Index full_batch = 128;  // the homework's
constexpr Index reduced_train = 2000, reduced_test = 1000, reduced_epochs = 3;
constexpr Index tiny_train = 8, tiny_test = 8, tiny_epochs = 1, tiny_batch = 8;  // of a quick run

DataSplit diff_blocks_data(const Request& request) {
  DataSplit data = experiment_data("cifar10", request);
  if (request.images == 0 && request.quick) keep_first(data, tiny_train, tiny_test);
  if (request.images == 0 && !request.quick) keep_first(data, reduced_train, reduced_test);
  return data;
}

// A piece of 32 × 32 pixels of the image with a border of four black ones, and one half of them mirrored.
TrainingRecipe diff_blocks_recipe() {
  const SgdOptions options{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 5e-4};
  const Augmentation shift = random_shift(4), mirror = random_mirror();
  return {.name = "SGD 0.1, momentum 0.9, weight decay 5e-4, moved by up to 4 pixels and mirrored",
          .optimizer =
              [options](std::vector<Parameter*> parameters) {
                return std::make_unique<Sgd>(std::move(parameters), options);
              },
          .augmentation =
              [shift, mirror](Tensor& images, Rng& rng) {
                shift(images, rng);
                mirror(images, rng);
              }};
}

BlockKind kind_of(const std::string& network) {
  if (network == "DiffBlocksNN_basic") return BlockKind::basic;
  return network == "DiffBlocksNN_wide" ? BlockKind::wide : BlockKind::bottleneck;
}

std::vector<TrainingPlan> diff_blocks_plans(const Request& request, Index channels) {
  const ProgramOptions& asked = request.program;
  const Index epochs = request.quick ? tiny_epochs : reduced_epochs, batch = request.quick ? tiny_batch : full_batch;
  std::vector<TrainingPlan> plans;
  for (const HomeworkDiffBlocks& row : homework_diff_blocks()) {
    for (const std::uint64_t seed : request.all_seeds()) {
      plans.push_back({.network = row.network,
                       .make = [kind = kind_of(row.network),
                                channels](Index classes) { return diff_blocks_nn(kind, classes, channels); },
                       .recipe = sole_recipe,
                       .settings = {.own_recipe = diff_blocks_recipe(),
                                    .epochs = asked.epochs > 0 ? asked.epochs : epochs,
                                    .batch_size = asked.batch_size > 0 ? asked.batch_size : batch,
                                    .seed = seed}});
    }
  }
  return plans;
}

std::vector<DiffBlocksRow> measured_rows(const ComparisonRun& run, const Request& request,
                                         const DiffBlocksOptions& options) {
  const std::vector<DiffBlocksInference> inference = measure_inference(run, request);
  const bool homework_images = are_homework_images("cifar10", digests_of(run.data));
  std::vector<DiffBlocksRow> rows;
  for (const std::string& network : run.networks()) {
    DiffBlocksRow row = diff_blocks_row(network, run, homework_images);
    const MemoryWork work{
        .network = network, .optimizer = "sgd", .batch_size = row.batch_size, .steps = request.quick ? 1 : 3};
    row.memory = options.memory(work, request);
    row.inference = inference[rows.size()];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string heading_of(const DiffBlocksRow& row, const DataSplit& data) {
  std::string heading = "3.2 Three kinds of residual blocks in DiffBlocksNN";
  if (row.full_scale) return heading;
  return fmt::format("{}, at a reduced scale: {}, {}", heading, counted(data.train.size(), "training image"),
                     counted(row.epochs, "epoch"));
}

}  // namespace

void compare_diff_blocks(const Request& request, const DiffBlocksOptions& options) {
  ComparisonRun run{
      .data = diff_blocks_data(request), .plans = diff_blocks_plans(request, options.channels), .records = {}};
  run.records = run_plans("diff-blocks", run.plans, run.data, request);
  const std::vector<DiffBlocksRow> rows = measured_rows(run, request, options);
  Report report("diff-blocks", heading_of(rows.front(), run.data), request);
  add_diff_blocks_tables(report, rows, run.data, request);
  add_diff_blocks_pictures(report, rows, run);
  add_diff_blocks_numbers(report, rows, run.data, request);
  report.trainings(run.records);
  report.write();
}

void run_diff_blocks(const Request& request) {
  Request wanted = request;
  if (request.quick && request.seeds == 0) wanted.seeds = 1;  // the wide network takes seconds to be made
  compare_diff_blocks(wanted);
}

}  // namespace strata::experiments
