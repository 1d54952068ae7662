// How the lanes of a warp meet: shuffles, votes and __syncwarp().

#include <fmt/format.h>

#include "15_cuda_kernels/emulator/block_runner.hpp"

namespace strata::emulator {

std::uint64_t BlockRunner::meet_in_warp(const WarpCall& call, Site site) {
  const int mine = present_;
  BlockThread& thread = threads_[static_cast<std::size_t>(mine)];
  thread.call = call;
  thread.state = BlockThread::State::in_warp_meeting;
  thread.site = site;
  if ((call.mask >> lane() & 1U) == 0) {
    broken_ = fmt::format("lane {} calls with the mask {:#010x}, in which it is not named", lane(), call.mask);
  }
  complete_meeting(mine, fiber_of(mine).sanitizer);
  wait(site);
  if (call.kind == WarpCall::Kind::barrier) {
    meeting_points_[static_cast<std::size_t>(thread.meeting) % meeting_points_.size()].acquire();
  }
  return thread.result;
}

// If every lane of the thread's mask is here or has ended, they exchange what they brought and may go on.
bool BlockRunner::complete_meeting(int caller, const SanitizerFiber& present) {
  const WarpCall& call = threads_[static_cast<std::size_t>(caller)].call;
  const int first = caller / warp_size * warp_size;
  unsigned here = 0, votes = 0;
  for (int i = 0; i < warp_size && first + i < static_cast<int>(threads_.size()); ++i) {
    const BlockThread& thread = threads_[static_cast<std::size_t>(first + i)];
    if ((call.mask >> i & 1U) == 0 || thread.state == BlockThread::State::ended) continue;
    const bool waits = thread.state == BlockThread::State::in_warp_meeting && thread.call.mask == call.mask &&
                       thread.call.kind == call.kind;
    if (!waits) return false;
    here |= 1U << i;
    if (thread.call.predicate) votes |= 1U << i;
  }
  ++meetings_;
  ++counts_.meetings;
  OrderPoint& point = meeting_points_[static_cast<std::size_t>(meetings_) % meeting_points_.size()];
  for (int i = 0; i < warp_size; ++i) {
    if ((here >> i & 1U) == 0) continue;
    BlockThread& thread = threads_[static_cast<std::size_t>(first + i)];
    thread.meeting = meetings_;
    thread.result = votes;
    if (call.kind == WarpCall::Kind::shuffle) {
      const int source = thread.call.source;
      if (source < 0 || source >= warp_size || (here >> source & 1U) == 0) {
        broken_ = fmt::format(
            "lane {} shuffles from lane {}, which takes no part: it has ended, does not exist or is "
            "not in the mask {:#010x}",
            i, source, call.mask);
      } else {
        thread.result = threads_[static_cast<std::size_t>(first + source)].call.value;
      }
    } else if (call.kind == WarpCall::Kind::barrier) {
      point.release_for(fiber_of(first + i).sanitizer, present);
    }
    let_go_on(first + i);
  }
  return true;
}

// Nobody can go on. Perhaps a lane has ended since the others of its warp began to wait; CUDA lets them go on without.
bool BlockRunner::meet_without_the_ended() {
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i].state != BlockThread::State::in_warp_meeting) continue;
    if (complete_meeting(static_cast<int>(i), scheduler_sanitizer_)) return true;
  }
  return false;
}

}  // namespace strata::emulator
