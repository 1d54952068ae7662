#include <algorithm>
#include <limits>
#include <vector>

#include "common/parallel.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/pytorch_report.hpp"
#include "experiments/side_summary.hpp"

namespace strata::experiments {

void add_pytorch_numbers(Report& report, const PyTorchComparison& comparison, const Request& request) {
  Table table({{"side"},
               {"network"},
               {"source"},
               {"how"},
               {"parameters"},
               {"epochs"},
               {"batch size"},
               {"device"},
               {"threads"},
               {"seeds"},
               {"training seconds, mean"},
               {"training seconds, lowest"},
               {"training seconds, highest"},
               {"memory MB"},
               {"memory MB, one pass"},
               {"idle MB"},
               {"forward of 1 ms, median"},
               {"forward of 1 ms, low"},
               {"forward of 1 ms, high"},
               {"backward of 1 ms, median"},
               {"backward of 1 ms, low"},
               {"backward of 1 ms, high"},
               {"train loss, first"},
               {"train loss, last"},
               {"largest difference of losses"},
               {"test accuracy, mean"},
               {"test accuracy, deviation"},
               {"same work"}});
  const std::vector<double> differences = loss_differences(comparison.strata, comparison.pytorch);
  const auto real = [](double value) { return Cell(Real{value, 6}); };
  for (const Side* side : {&comparison.strata, &comparison.pytorch}) {
    const Spread seconds = training_time(*side), accuracy = test_accuracy(*side);
    const InferenceTime forward = middle_time(*side, &SideRun::forward),
                        backward = middle_time(*side, &SideRun::backward);
    const std::vector<double> losses = mean_losses(*side);
    table.row({side->name,
               compared_network,
               source_of(*side),
               side->runs.front().how,
               comparison.parameters,
               side->runs.front().seconds.size(),
               comparison.settings.batch_size,
               request.device,
               thread_count(),
               side->runs.size(),
               real(seconds.mean),
               real(seconds.low),
               real(seconds.high),
               real(side->memory.batches.above),
               real(side->memory.one_pass.above),
               real(side->memory.batches.idle),
               real(forward.median),
               real(forward.low),
               real(forward.high),
               real(backward.median),
               real(backward.low),
               real(backward.high),
               real(losses.front()),
               real(losses.back()),
               real(differences.empty() ? std::numeric_limits<double>::quiet_NaN() : std::ranges::max(differences)),
               real(accuracy.mean),
               real(accuracy.deviation),
               differences.empty() ? "no" : "yes"});
  }
  report.numbers(table);
}

}  // namespace strata::experiments
