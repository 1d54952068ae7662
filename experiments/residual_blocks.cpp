#include <fmt/format.h>

#include <string>
#include <vector>

#include "common/plot.hpp"
#include "common/plot_bars.hpp"
#include "experiments/all_experiments.hpp"
#include "experiments/block_numbers.hpp"
#include "experiments/block_tables.hpp"
#include "experiments/compared_blocks.hpp"
#include "experiments/loss_bands.hpp"

namespace strata::experiments {
namespace {

void explain_blocks(Report& report, const std::vector<BlockMeasurement>& all) {
  const Spread basic = all.front().sixteen.over_seeds(&LayerGradients::mean);
  const double half = 0.5 / static_cast<double>(block_image().with_front(16).count());
  report.paragraph(fmt::format(
      "The mean of dx says how far the mean of all outputs moves when all inputs rise together. BatchNorm takes such a "
      "rise away, in the branch and in the wide block's shortcut, but for the zeros around an image. What passes is "
      "the shortcut that is the image itself, and the ReLU behind it lets half of that through: 0.5 / (16 x 32 x 32 x "
      "64) = {:.2e}, where {:.2e} is measured for the basic block. The wide block has none. The homework's three "
      "values are this one, its double, and its double: its images kept their gradient from block to block.",
      half, basic.mean));
}

double wide_multiple(const std::vector<BlockMeasurement>& all, double (*value)(const BlockMeasurement&)) {
  return value(all.back()) / value(all.front());
}

void add_block_faults(Report& report, const std::vector<BlockMeasurement>& all) {
  const double time = wide_multiple(all, [](const BlockMeasurement& block) { return block.sixteen.pass.median; });
  const double most =
      wide_multiple(all, [](const BlockMeasurement& block) { return static_cast<double>(block.sixteen.most); });
  report.faults(
      {"The homework's table gives outputs for batches of 4 and times for batches of 16. Here are both.",
       "Its images kept their gradients from one block to the next, so that the second and the third value are sums. "
       "Here, every block and every seed begins without any.",
       "Its 100 passes were timed once, without a warm-up. Here they are medians, after passes that do not count.",
       fmt::format(
           "\"Wide needs 3 times the memory and the time of basic\" is not what its own table of whole networks "
           "(DiffBlocksNN) says: 1643.2 MB beside 711.9 are 2.31 times, 98.61 s an epoch beside 48.27 are "
           "2.04 times. For the blocks alone, in batches of 16, it is {:.2f} times the memory and {:.2f} times "
           "the time here.",
           most, time),
       "It was asked for memory and for the stability of training. It gives memory for whole networks alone, and "
       "nothing on stability. Both are above."});
}

void draw_multiples(Report& report, const std::vector<BlockMeasurement>& all) {
  std::vector<std::string> names;
  std::vector<double> parameters, passes, homework, kept;
  for (std::size_t i = 0; i < all.size(); ++i) {
    names.push_back(all[i].name);
    parameters.push_back(static_cast<double>(all[i].parameters()) / static_cast<double>(all.front().parameters()));
    passes.push_back(all[i].sixteen.pass.median / all.front().sixteen.pass.median);
    homework.push_back(compared_blocks()[i].seconds / compared_blocks().front().seconds);
    kept.push_back(static_cast<double>(all[i].sixteen.kept) / static_cast<double>(all.front().sixteen.kept));
  }
  BarChart chart("Three blocks, batches of 16 images", {"multiple of the basic block", ""}, names);
  chart.bars("parameters", parameters).bars("time of a pass", passes).bars("homework's time", homework);
  chart.bars("memory kept", kept);
  report.picture("What a block costs, as a multiple of the basic one",
                 chart.value_labels(2).write(report.folder() / "multiples"));
}

void draw_loss_bands(Report& report, const ComparisonRun& run) {
  Plot plot("Training loss around three blocks: mean, lowest and highest of the seeds", {"step", ""},
            {"cross-entropy", "nats"});
  for (const std::string& block : run.networks()) {
    const LossBands bands = loss_bands(run.of(block, sole_recipe));
    plot.band(block, bands.steps, bands.low, bands.high).line(block, bands.steps, bands.mean);
  }
  report.picture("How far the seeds lie apart while a network around a block learns",
                 plot.whole_x().write(report.folder() / "loss_bands"));
}

}  // namespace

void run_residual_blocks(const Request& request) {
  const ComparisonRun run = train_blocks(request);
  const std::vector<BlockMeasurement> all = measure_blocks(request);
  Report report("residual-blocks", "3.2 Three residual blocks", request);
  report.images(run.data);
  add_block_tables(report, all, run, request);
  add_block_numbers(report, all, run, request);
  explain_blocks(report, all);
  add_block_faults(report, all);
  draw_multiples(report, all);
  draw_loss_bands(report, run);
  report.trainings(run.records);
  report.write();
}

}  // namespace strata::experiments
