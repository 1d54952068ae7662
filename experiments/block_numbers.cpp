#include "experiments/block_numbers.hpp"

#include <vector>

#include "common/parallel.hpp"
#include "experiments/compared_blocks.hpp"
#include "experiments/number_rows.hpp"

namespace strata::experiments {
namespace {

NumberRow numbers_of(const BlockMeasurement& block, const ComparedBlock& homework, const ComparisonRun& run,
                     const Request& request) {
  const BlockStability stability = stability_of(block.name, run);
  NumberRow row;
  row.add("block", block.name)
      .add("parameters", block.parameters())
      .add("homework's parameters", homework.parameters())
      .add("output", block.four.gradients.front().output.to_string())
      .add("device", request.device)
      .add("threads", thread_count())
      .add("seeds", block.four.gradients.size())
      .add("epochs", run.of(block.name, sole_recipe).front()->history.epochs.size())
      .add("pass of 4 ms", block.four.pass)
      .add("pass of 16 ms", block.sixteen.pass)
      .add("homework's seconds of 100 passes of 16", homework.seconds)
      .add("inference of 1 ms", block.one)
      .add("inference of 64 ms", block.inference)
      .add("kept bytes of 4", block.four.kept)
      .add("most bytes of 4", block.four.most)
      .add("kept bytes of 16", block.sixteen.kept)
      .add("most bytes of 16", block.sixteen.most)
      .add("mean dx of 16", block.sixteen.over_seeds(&LayerGradients::mean))
      .add("mean dx of 16, homework's", homework.gradient)
      .add("mean dx of 4", block.four.over_seeds(&LayerGradients::mean))
      .add("mean |dx| of 4", block.four.over_seeds(&LayerGradients::mean_size))
      .add("mean |dθ| of 4", block.four.over_seeds(&LayerGradients::parameter_size))
      .add("last loss", stability.last_loss)
      .add("train loss", stability.train_loss)
      .add("running accuracy", stability.summary.running)
      .add("train accuracy", stability.summary.train)
      .add("test accuracy", stability.summary.test)
      .add("largest rise of the loss", stability.jump)
      .add("loss between seeds, mean", stability.width)
      .add("training seconds", stability.summary.seconds);
  return row;
}

}  // namespace

void add_block_numbers(Report& report, const std::vector<BlockMeasurement>& all, const ComparisonRun& run,
                       const Request& request) {
  std::vector<NumberRow> rows;
  for (std::size_t i = 0; i < all.size(); ++i) {
    rows.push_back(numbers_of(all[i], compared_blocks()[i], run, request));
  }
  report.numbers(table_of(rows));
}

}  // namespace strata::experiments
