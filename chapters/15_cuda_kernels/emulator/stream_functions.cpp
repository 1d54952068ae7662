// Streams, events, and graphs recorded from streams.

#include <chrono>
#include <memory>
#include <utility>

#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"
#include "15_cuda_kernels/emulator/runtime_state.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"

using namespace strata::emulator;

namespace {

CUevent_st* find_event(RuntimeState& state, cudaEvent_t handle) {
  const auto found = state.events.find(handle);
  return found == state.events.end() ? nullptr : found->first;
}

bool was_reached(const CUevent_st& event) { return event.stream == nullptr || event.stream->done >= event.place; }

}  // namespace

cudaError_t cudaDeviceSynchronize() {
  const LockedState locked = locked_state();
  for (const auto& [handle, stream] : locked.state.streams) {
    if (stream->recording) return refuse_in_recording(locked.state);
  }
  return without_throwing([&] { run_all_streams(locked.state); });
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  const LockedState locked = locked_state();
  *stream = nullptr;
  if (settings().devices == 0) return remember_error(cudaErrorNoDevice);
  auto made = std::make_unique<CUstream_st>();
  made->waits_for_null_stream = (flags & cudaStreamNonBlocking) == 0;
  *stream = made.get();
  locked.state.streams.emplace(made.get(), std::move(made));
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t handle) {
  const LockedState locked = locked_state();
  CUstream_st* const stream = find_stream(locked.state, handle);
  if (handle == nullptr || stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  const cudaError_t code = without_throwing([stream] { run_stream(*stream); });
  for (const auto& [event_handle, event] : locked.state.events) {
    if (event->stream == stream) event->stream = nullptr;
  }
  locked.state.streams.erase(stream);
  return code;
}

cudaError_t cudaStreamSynchronize(cudaStream_t handle) {
  const LockedState locked = locked_state();
  CUstream_st* const stream = find_stream(locked.state, handle);
  if (stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (stream->recording) return refuse_in_recording(locked.state);
  return without_throwing([stream] { run_stream(*stream); });
}

cudaError_t cudaStreamQuery(cudaStream_t handle) {
  const LockedState locked = locked_state();
  const CUstream_st* const stream = find_stream(locked.state, handle);
  if (stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (stream->recording) return refuse_in_recording(locked.state);
  return stream->queue.empty() ? cudaSuccess : cudaErrorNotReady;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t handle, cudaEvent_t event_handle, unsigned) {
  const LockedState locked = locked_state();
  CUstream_st* const stream = find_stream(locked.state, handle);
  const CUevent_st* const event = find_event(locked.state, event_handle);
  if (stream == nullptr || event == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (event->recording) {  // the stream is drawn into the recording, or is in it
    if (!stream->recording) stream->recording = event->recording;
    return stream->recording == event->recording ? cudaSuccess : remember_error(cudaErrorStreamCaptureIsolation);
  }
  if (stream->recording) {
    stream->recording->broken = true;
    return remember_error(cudaErrorStreamCaptureIsolation);
  }
  if (was_reached(*event)) return cudaSuccess;
  return submit(handle, [other = event->stream, place = event->place] { run_stream(*other, place); });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  const LockedState locked = locked_state();
  auto made = std::make_unique<CUevent_st>();
  *event = made.get();
  locked.state.events.emplace(made.get(), std::move(made));
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t handle) {
  const LockedState locked = locked_state();
  CUevent_st* const event = find_event(locked.state, handle);
  if (event == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  const cudaError_t code =
      was_reached(*event) ? cudaSuccess : without_throwing([event] { run_stream(*event->stream, event->place); });
  locked.state.events.erase(event);
  return code;
}

cudaError_t cudaEventRecord(cudaEvent_t handle, cudaStream_t stream_handle) {
  const LockedState locked = locked_state();
  CUstream_st* const stream = find_stream(locked.state, stream_handle);
  CUevent_st* const event = find_event(locked.state, handle);
  if (stream == nullptr || event == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  event->recording = stream->recording;
  if (event->recording) return cudaSuccess;
  const cudaError_t code = submit(stream_handle, [event] { event->reached_at = std::chrono::steady_clock::now(); });
  event->stream = stream;
  event->place = stream->submitted;
  return code;
}

cudaError_t cudaEventSynchronize(cudaEvent_t handle) {
  const LockedState locked = locked_state();
  CUevent_st* const event = find_event(locked.state, handle);
  if (event == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (event->recording) return refuse_in_recording(locked.state);
  if (was_reached(*event)) return cudaSuccess;
  return without_throwing([event] { run_stream(*event->stream, event->place); });
}

cudaError_t cudaEventQuery(cudaEvent_t handle) {
  const LockedState locked = locked_state();
  const CUevent_st* const event = find_event(locked.state, handle);
  if (event == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (event->recording) return refuse_in_recording(locked.state);
  return was_reached(*event) ? cudaSuccess : cudaErrorNotReady;
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  const LockedState locked = locked_state();
  const CUevent_st* const first = find_event(locked.state, begin);
  const CUevent_st* const second = find_event(locked.state, end);
  if (first == nullptr || second == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (!was_reached(*first) || !was_reached(*second)) return cudaErrorNotReady;
  *milliseconds = std::chrono::duration<float, std::milli>(second->reached_at - first->reached_at).count();
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t handle, cudaStreamCaptureMode) {
  const LockedState locked = locked_state();
  CUstream_st* const stream = find_stream(locked.state, handle);
  if (stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (handle == nullptr) return remember_error(cudaErrorStreamCaptureUnsupported);  // the null stream cannot record
  if (stream->recording) return remember_error(cudaErrorInvalidValue);
  stream->recording = std::make_shared<CUgraph_st>();
  stream->began_recording = true;
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t handle, cudaGraph_t* graph) {
  const LockedState locked = locked_state();
  *graph = nullptr;
  CUstream_st* const stream = find_stream(locked.state, handle);
  if (stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (!stream->recording || !stream->began_recording) return remember_error(cudaErrorStreamCaptureUnmatched);
  const std::shared_ptr<CUgraph_st> recorded = stream->recording;
  for (const auto& [other_handle, other] : locked.state.streams) {
    if (other->recording == recorded) other->recording = nullptr;
  }
  stream->began_recording = false;
  for (const auto& [event_handle, event] : locked.state.events) {
    if (event->recording == recorded) event->recording = nullptr;
  }
  if (recorded->broken) return remember_error(cudaErrorStreamCaptureInvalidated);
  *graph = recorded.get();
  locked.state.graphs.emplace(recorded.get(), recorded);
  return cudaSuccess;
}

cudaError_t cudaStreamIsCapturing(cudaStream_t handle, cudaStreamCaptureStatus* status) {
  const LockedState locked = locked_state();
  const CUstream_st* const stream = find_stream(locked.state, handle);
  if (stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  *status = !stream->recording          ? cudaStreamCaptureStatusNone
            : stream->recording->broken ? cudaStreamCaptureStatusInvalidated
                                        : cudaStreamCaptureStatusActive;
  return cudaSuccess;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  const LockedState locked = locked_state();
  *executable = nullptr;
  if (!locked.state.graphs.contains(graph)) return remember_error(cudaErrorInvalidValue);
  auto made = std::make_unique<CUgraphExec_st>();
  made->steps = std::make_shared<const std::vector<Work>>(graph->steps);
  *executable = made.get();
  locked.state.executables.emplace(made.get(), std::move(made));
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  const LockedState locked = locked_state();
  if (!locked.state.executables.contains(executable)) return remember_error(cudaErrorInvalidValue);
  return submit(stream, [steps = executable->steps] {
    for (const Work& step : *steps) step();
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  const LockedState locked = locked_state();
  return locked.state.graphs.erase(graph) == 1 ? cudaSuccess : remember_error(cudaErrorInvalidValue);
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  const LockedState locked = locked_state();
  return locked.state.executables.erase(executable) == 1 ? cudaSuccess : remember_error(cudaErrorInvalidValue);
}
