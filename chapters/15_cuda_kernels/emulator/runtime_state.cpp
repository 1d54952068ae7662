#include "15_cuda_kernels/emulator/runtime_state.hpp"

#include <utility>

#include "15_cuda_kernels/emulator/fault.hpp"

namespace strata::emulator {

LockedState locked_state() {
  // Never destroyed, on purpose: a static tensor may give its block back after every other static object is gone.
  static RuntimeState* const state = std::make_unique<RuntimeState>().release();
  return {*state, std::lock_guard(state->mutex)};
}

CUstream_st* find_stream(RuntimeState& state, cudaStream_t handle) {
  if (handle == nullptr) return &state.null_stream;
  const auto found = state.streams.find(handle);
  return found == state.streams.end() ? nullptr : found->first;
}

void run_stream(CUstream_st& stream, std::uint64_t up_to) {
  try {
    while (!stream.queue.empty() && stream.done < up_to) {
      const Work work = std::move(stream.queue.front());
      stream.queue.pop_front();
      ++stream.done;
      work();
    }
  } catch (const Fault&) {
    stream.done = stream.submitted;
    stream.queue.clear();
    throw;
  }
}

void run_all_streams(RuntimeState& state) {
  run_stream(state.null_stream);
  for (const auto& [handle, stream] : state.streams) run_stream(*stream);
}

cudaError_t without_throwing(const Work& work) {
  try {
    work();
    return cudaSuccess;
  } catch (const Fault& fault) {
    remember_fault(fault.what());
    return remember_error(cudaErrorLaunchFailure);
  }
}

cudaError_t refuse_in_recording(RuntimeState& state) {
  for (const auto& [handle, stream] : state.streams) {
    if (stream->recording) stream->recording->broken = true;
  }
  return remember_error(cudaErrorStreamCaptureUnsupported);
}

namespace {

void append(CUstream_st& stream, Work work) {
  stream.queue.push_back(std::move(work));
  ++stream.submitted;
}

// What the other stream holds by now comes first.
void append_wait(CUstream_st& stream, CUstream_st& other) {
  if (other.done == other.submitted) return;
  append(stream, [&other, place = other.submitted] { run_stream(other, place); });
}

}  // namespace

// [region submit]
cudaError_t submit(cudaStream_t handle, Work work) {
  const LockedState locked = locked_state();
  CUstream_st* const stream = find_stream(locked.state, handle);
  if (stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (stream->recording) {
    stream->recording->steps.push_back(std::move(work));
    return cudaSuccess;
  }
  if (stream == &locked.state.null_stream) {
    for (const auto& [other_handle, other] : locked.state.streams) {
      if (other->waits_for_null_stream) append_wait(*stream, *other);
    }
  } else if (stream->waits_for_null_stream) {
    append_wait(*stream, locked.state.null_stream);
  }
  append(*stream, std::move(work));
  return cudaSuccess;
}
// [endregion submit]

bool is_device_memory(const void* address) {
  const LockedState locked = locked_state();
  return locked.state.device.holds(address, 1);
}

}  // namespace strata::emulator
