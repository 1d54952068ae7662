#include "experiments/trace_recorder.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/atomic_file.hpp"
#include "common/json_file.hpp"

namespace strata::experiments {
namespace {

constexpr Index looks = 50;

TrainingTrace trace_in(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  try {
    return trace_of(read_json(file));
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

}  // namespace

TraceRecorder::TraceRecorder(std::filesystem::path file, Index steps)
    : file_(std::move(file)), interval_(std::max<Index>(1, steps / looks)), trace_(trace_in(file_)) {}

// A training goes on from its checkpoint, which may be older than what was seen last.
void TraceRecorder::forget_from(Index step) {
  while (!trace_.losses.empty() && trace_.losses.back().step >= step) {
    trace_.losses.pop_back();
    trace_.gradients.steps.pop_back();
    trace_.gradients.sizes.pop_back();
  }
}

void TraceRecorder::end_of_step(Module& network, Index step, const TrainingState& state) {
  forget_from(step);
  if (step % interval_ != 0) return;
  look_at_gradients(trace_.gradients, network, step);
  trace_.losses.push_back({step, state.epoch, state.loss_sum, state.samples});
  write_file_atomically(file_, json_of(trace_).dump() + "\n");
}

}  // namespace strata::experiments
