#include "experiments/block_numbers.hpp"

#include "common/parallel.hpp"
#include "experiments/compared_blocks.hpp"

namespace strata::experiments {

void add_block_numbers(Report& report, const std::vector<BlockMeasurement>& all, const ComparisonRun& run,
                       const Request& request) {
  Table table({{"block"},
               {"parameters"},
               {"homework's parameters"},
               {"output"},
               {"device"},
               {"threads"},
               {"seeds"},
               {"pass of 4 ms, median"},
               {"pass of 4 ms, low"},
               {"pass of 4 ms, high"},
               {"pass of 16 ms, median"},
               {"pass of 16 ms, low"},
               {"pass of 16 ms, high"},
               {"homework's seconds of 100 passes of 16"},
               {"inference of 1 ms, median"},
               {"inference of 64 ms, median"},
               {"kept bytes of 4"},
               {"most bytes of 4"},
               {"kept bytes of 16"},
               {"most bytes of 16"},
               {"mean dx of 16, mean"},
               {"mean dx of 16, homework's"},
               {"mean dx of 4, mean"},
               {"mean |dx| of 4, mean"},
               {"mean |dθ| of 4, mean"},
               {"last loss, mean"},
               {"last loss, deviation"},
               {"train loss, mean"},
               {"train loss, deviation"},
               {"test accuracy, mean"},
               {"test accuracy, deviation"},
               {"largest rise of the loss, mean"},
               {"largest rise of the loss, highest"},
               {"loss between seeds, mean"},
               {"training seconds, mean"}});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const BlockMeasurement& block = all[i];
    const BlockStability stability = stability_of(block.name, run);
    table.row({block.name,
               block.parameters(),
               compared_blocks()[i].parameters(),
               block.four.gradients.front().output.to_string(),
               request.device,
               thread_count(),
               block.four.gradients.size(),
               block.four.pass.median,
               block.four.pass.low,
               block.four.pass.high,
               block.sixteen.pass.median,
               block.sixteen.pass.low,
               block.sixteen.pass.high,
               compared_blocks()[i].seconds,
               block.one.median,
               block.inference.median,
               block.four.kept,
               block.four.most,
               block.sixteen.kept,
               block.sixteen.most,
               block.sixteen.over_seeds(&LayerGradients::mean).mean,
               compared_blocks()[i].gradient,
               block.four.over_seeds(&LayerGradients::mean).mean,
               block.four.over_seeds(&LayerGradients::mean_size).mean,
               block.four.over_seeds(&LayerGradients::parameter_size).mean,
               stability.last_loss.mean,
               stability.last_loss.deviation,
               stability.train_loss.mean,
               stability.train_loss.deviation,
               stability.accuracy.mean,
               stability.accuracy.deviation,
               stability.jump.mean,
               stability.jump.high,
               stability.width,
               stability.seconds.mean});
  }
  report.numbers(table);
}

}  // namespace strata::experiments
