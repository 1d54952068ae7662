#include "experiments/block_tables.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "experiments/compared_blocks.hpp"
#include "experiments/network_times.hpp"
#include "experiments/plan_text.hpp"

namespace strata::experiments {
namespace {

// 100 passes of so many milliseconds each, in seconds.
std::string hundred_passes(const TimeRange& pass) {
  return fmt::format("{:.3f} ({:.3f} to {:.3f})", 0.1 * pass.median, 0.1 * pass.low, 0.1 * pass.high);
}

Real megabytes(std::size_t bytes) { return {1e-6 * static_cast<double>(bytes), 1}; }

Real multiple(double value, double of_basic) { return {value / of_basic, 2}; }

Real multiple(std::size_t bytes, std::size_t of_basic) {
  return multiple(static_cast<double>(bytes), static_cast<double>(of_basic));
}

void add_passes(Report& report, const std::vector<BlockMeasurement>& all, const Request& request) {
  Table table({{"block", "", Align::left},
               {"parameters"},
               {"homework's parameters"},
               {"output of 4 images", "", Align::left},
               {"homework's output", "", Align::left},
               {"device", "", Align::left},
               {"100 passes of 16 images", "s"},
               {"as a multiple of basic"},
               {"homework's 100 passes", "s"},
               {"homework's multiple"},
               {"100 passes of 4 images", "s"},
               {"as a multiple"}});
  const BlockMeasurement& basic = all.front();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const BlockMeasurement& block = all[i];
    const ComparedBlock& homework = compared_blocks()[i];
    table.row({block.name, block.parameters(), homework.parameters(), block.four.gradients.front().output.to_string(),
               homework.output, device_text(request), hundred_passes(block.sixteen.pass),
               multiple(block.sixteen.pass.median, basic.sixteen.pass.median),
               fmt::format("{:.2f} (not comparable)", homework.seconds),
               multiple(homework.seconds, compared_blocks().front().seconds), hundred_passes(block.four.pass),
               multiple(block.four.pass.median, basic.four.pass.median)});
  }
  report.table(
      "Blocks by themselves, on images of 32 x 32 pixels with 64 channels. A pass goes forward and back, to the "
      "gradient of the images; medians of passes in which the blocks took turns, with a tenth to nine tenths. The "
      "homework timed batches of 16 on another machine: compare the multiples.",
      table);
}

void add_memory(Report& report, const std::vector<BlockMeasurement>& all, const Request& request) {
  Table table({{"block", "", Align::left},
               {"device", "", Align::left},
               {"inference of 1 image", "ms"},
               {"inference of 64 images", "ms"},
               {"kept, 4 images", "MB"},
               {"most in use, 4 images", "MB"},
               {"kept, 16 images", "MB"},
               {"as a multiple of basic"},
               {"most in use, 16 images", "MB"},
               {"as a multiple"}});
  const BlockBatch& basic = all.front().sixteen;
  for (const BlockMeasurement& block : all) {
    table.row({block.name, device_text(request), with_spread(block.one), with_spread(block.inference),
               megabytes(block.four.kept), megabytes(block.four.most), megabytes(block.sixteen.kept),
               multiple(block.sixteen.kept, basic.kept), megabytes(block.sixteen.most),
               multiple(block.sixteen.most, basic.most)});
  }
  report.table(
      "Inference in evaluation mode, after a warm-up: medians, with a tenth to nine tenths. Memory of a training step, "
      "beside parameters, images and the output's gradient: kept from the forward pass to the backward pass, and the "
      "most in use at any time.",
      table);
}

void add_block_gradients(Report& report, const std::vector<BlockMeasurement>& all) {
  Table table({{"block", "", Align::left},
               {"mean dx, 16 images"},
               {"added to those of the blocks before"},
               {"homework's mean dx"},
               {"mean dx, 4 images"},
               {"mean |dx|, 4 images"},
               {"mean |dθ|, 4 images"}});
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const BlockMeasurement& block = all[i];
    const Spread mean = block.sixteen.over_seeds(&LayerGradients::mean);
    sum += mean.mean;
    table.row({block.name, scientific(mean), fmt::format("{:.2e}", sum),
               fmt::format("{:.2e}", compared_blocks()[i].gradient),
               scientific(block.four.over_seeds(&LayerGradients::mean)),
               scientific(block.four.over_seeds(&LayerGradients::mean_size)),
               scientific(block.four.over_seeds(&LayerGradients::parameter_size))});
  }
  report.table(
      fmt::format("Gradients of the mean of all outputs, for normal images: means of {}, ± standard deviation.",
                  counted(std::ssize(all.front().four.gradients), "seed")),
      table);
}

void add_trainings(Report& report, const std::vector<BlockMeasurement>& all, const ComparisonRun& run,
                   const Request& request) {
  Table table({{"block in a network", "", Align::left},
               {"parameters"},
               {"epochs"},
               {"seeds"},
               {"device", "", Align::left},
               {"training", "s"},
               {"running accuracy"},
               {"train accuracy"},
               {"test accuracy"}});
  for (const BlockMeasurement& block : all) {
    const TrainingRecord& first = *run.of(block.name, sole_recipe).front();
    const RecipeSummary summary = stability_of(block.name, run).summary;
    table.row({block.name, first.parameters, static_cast<Index>(first.history.epochs.size()), summary.seeds,
               device_text(request), decimal(summary.seconds, 1), percent(summary.running), percent(summary.train),
               percent(summary.test)});
  }
  report.table(
      fmt::format(
          "Blocks in a small network: a convolution 3x3 of stride 2 with BatchNorm and ReLU, a pool, the block, the "
          "mean of each channel and a linear layer, trained on {} images, with {} and batches of {}; mean ± standard "
          "deviation of the seeds. Running accuracy: on the training images while the network changed, in the last "
          "epoch. Train accuracy: on the same images afterwards, in evaluation mode.",
          run.data.train.size(), run.plans.front().settings.own_recipe->name, run.plans.front().settings.batch_size),
      table);
}

void add_stability(Report& report, const std::vector<BlockMeasurement>& all, const ComparisonRun& run) {
  Table table({{"block in a network", "", Align::left},
               {"seeds"},
               {"last loss"},
               {"loss on all training images"},
               {"largest rise of the loss"},
               {"the largest of all seeds"},
               {"between seeds, mean"}});
  for (const BlockMeasurement& block : all) {
    const BlockStability stability = stability_of(block.name, run);
    table.row({block.name, stability.summary.seeds, decimal(stability.last_loss), decimal(stability.train_loss),
               decimal(stability.jump), Real{stability.jump.high, 3},
               stability.summary.seeds < 2 ? Cell("-") : Cell(Real{stability.width, 3})});
  }
  const Index steps = run.records.front().trace.interval();
  report.table(
      fmt::format(
          "How alike these trainings went, which differ in the seed: mean ± standard deviation. The loss on the "
          "training images while the network changed is a mean over {} at a time. Last loss: the last such "
          "mean; the largest rise is from one to the next. Between seeds: from the lowest loss to the highest "
          "after the same step.",
          counted(steps, "step")),
      table);
}

}  // namespace

void add_block_tables(Report& report, const std::vector<BlockMeasurement>& all, const ComparisonRun& run,
                      const Request& request) {
  add_passes(report, all, request);
  add_memory(report, all, request);
  add_block_gradients(report, all);
  add_trainings(report, all, run, request);
  add_stability(report, all, run);
}

}  // namespace strata::experiments
