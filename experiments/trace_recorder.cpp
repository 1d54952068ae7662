#include "experiments/trace_recorder.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/atomic_file.hpp"
#include "common/json_file.hpp"

namespace strata::experiments {
namespace {

TrainingTrace trace_in(const std::filesystem::path& file, Index steps) {
  TrainingTrace nothing{.steps = steps, .gradients = {}, .losses = {}};
  if (!std::filesystem::exists(file)) return nothing;
  try {
    TrainingTrace found = trace_of(read_json(file));
    return found.steps == steps ? found : nothing;
  } catch (const nlohmann::json::exception&) {
    return nothing;
  }
}

}  // namespace

TraceRecorder::TraceRecorder(std::filesystem::path file, Index steps)
    : file_(std::move(file)), trace_(trace_in(file_, steps)) {}

// A training goes on from its checkpoint, which may be older than what was seen last.
void TraceRecorder::forget_from(Index step) {
  std::erase_if(trace_.losses, [step](const LossSample& sample) { return sample.step >= step; });
  GradientFlow& gradients = trace_.gradients;
  while (!gradients.steps.empty() && gradients.steps.back() >= step) {
    gradients.steps.pop_back();
    gradients.sizes.pop_back();
  }
}

// The history has them, in a training that went on after a stop too. How many samples an epoch has is known at the end
// of the last one.
void TraceRecorder::add_ends_of_epochs(const TrainingState& state) {
  const auto samples = static_cast<double>(state.samples);
  for (const EpochRecord& epoch : state.history.epochs) {
    const auto place = std::ranges::lower_bound(trace_.losses, epoch.steps, {}, &LossSample::step);
    if (place != trace_.losses.end() && place->step == epoch.steps) continue;
    trace_.losses.insert(place, {epoch.steps, epoch.epoch, epoch.running_loss * samples, state.samples});
  }
}

void TraceRecorder::end_of_step(Module& network, Index step, const TrainingState& state) {
  forget_from(step);
  if (!trace_.is_look(step)) return;
  look_at_gradients(trace_.gradients, network, step);
  trace_.losses.push_back({step, state.epoch, state.loss_sum, state.samples});
  if (step == trace_.steps) add_ends_of_epochs(state);
  write_file_atomically(file_, json_of(trace_).dump() + "\n");
}

}  // namespace strata::experiments
