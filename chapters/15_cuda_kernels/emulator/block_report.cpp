#include "15_cuda_kernels/emulator/block_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace strata::emulator {
namespace {

using State = BlockThread::State;

constexpr std::size_t warp = 32;
constexpr int most_groups = 4;

std::string doing(const BlockThread& thread) {
  switch (thread.state) {
    case State::at_block_barrier:
      return fmt::format("at __syncthreads() in {}:{}", thread.site.file, thread.site.line);
    case State::in_warp_meeting:
      return fmt::format("waiting for its warp (mask {:#010x}) in {}:{}", thread.call.mask, thread.site.file,
                         thread.site.line);
    case State::ended:
      return "ended";
    case State::ready:
    case State::running:
      return fmt::format("on its way behind {}:{}", thread.site.file, thread.site.line);
    case State::fresh:
      break;
  }
  return "not begun";
}

// The lane that the others of a warp wait for in vain.
std::string missing_lane(const std::vector<BlockThread>& threads, std::size_t waiting) {
  const BlockThread& who = threads[waiting];
  const std::size_t first = waiting / warp * warp;
  for (std::size_t i = first; i < std::min(first + warp, threads.size()); ++i) {
    const bool named = (who.call.mask >> (i - first) & 1U) != 0;
    const bool comes = threads[i].state == State::in_warp_meeting && threads[i].call.mask == who.call.mask &&
                       threads[i].call.kind == who.call.kind;
    if (!named || comes || threads[i].state == State::ended) continue;
    return fmt::format("lane {} of warp {} is named in the mask {:#010x} and never comes to {}:{}", i - first,
                       first / warp, who.call.mask, who.site.file, who.site.line);
  }
  return "a warp waits for itself";
}

}  // namespace

std::string deadlock_report(const std::vector<BlockThread>& threads) {
  const auto in_meeting = std::ranges::find(threads, State::in_warp_meeting, &BlockThread::state);
  if (in_meeting != threads.end()) {
    return missing_lane(threads, static_cast<std::size_t>(in_meeting - threads.begin()));
  }
  const auto at_barrier = std::ranges::find(threads, State::at_block_barrier, &BlockThread::state);
  if (at_barrier == threads.end()) return "no thread can go on";
  const auto reached = std::ranges::count(threads, State::at_block_barrier, &BlockThread::state);
  return fmt::format("divergent barrier: __syncthreads() in {}:{} was reached by {} of {} threads",
                     at_barrier->site.file, at_barrier->site.line, reached, threads.size());
}

std::string waiting_report(const std::vector<BlockThread>& threads) {
  std::string text;
  int groups = 0;
  for (std::size_t i = 0; i < threads.size() && groups < most_groups; ++groups) {
    const std::string what = doing(threads[i]);
    std::size_t end = i + 1;
    while (end < threads.size() && doing(threads[end]) == what) ++end;
    text += end == i + 1 ? fmt::format("; thread {}: {}", i, what)
                         : fmt::format("; threads {} to {}: {}", i, end - 1, what);
    i = end;
  }
  return text;
}

}  // namespace strata::emulator
