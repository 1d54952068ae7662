#pragma once

// What the emulated runtime keeps: memory, streams, events and graphs. One object, because CUDA's runtime is one.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "15_cuda_kernels/emulator/device_memory.hpp"
#include "15_cuda_kernels/emulator/stream_queues.hpp"

/// What a graph does, in the order in which it was recorded.
struct CUgraph_st {
  std::vector<strata::emulator::Work> steps{};  ///< one for each operation
  bool broken = false;                          ///< something was asked for that cannot be recorded
};

/// A graph that can run.
struct CUgraphExec_st {
  std::shared_ptr<const std::vector<strata::emulator::Work>> steps;  ///< shared with runs that are still queued
};

/// A queue of work.
struct CUstream_st {
  bool waits_for_null_stream = false;          ///< made without cudaStreamNonBlocking
  std::deque<strata::emulator::Work> queue{};  ///< what was submitted and has not run
  std::uint64_t submitted = 0;                 ///< how many pieces of work ever
  std::uint64_t done = 0;                      ///< how many of them have run
  std::shared_ptr<CUgraph_st> recording{};     ///< the graph that it is recording, or that it was drawn into
  bool began_recording = false;                ///< whether the recording began here
};

/// A place in a stream.
struct CUevent_st {
  CUstream_st* stream = nullptr;                       ///< null: never recorded, or the stream is gone
  std::uint64_t place = 0;                             ///< after so many pieces of work
  std::shared_ptr<CUgraph_st> recording{};             ///< the graph that was being recorded there
  std::chrono::steady_clock::time_point reached_at{};  ///< when the stream came there
};

namespace strata::emulator {

/// The state of the runtime. Whoever uses it holds the mutex.
struct RuntimeState {
  std::recursive_mutex mutex;                                              ///< of everything below
  MemoryBlocks device, pinned;                                             ///< memory
  CUstream_st null_stream{.waits_for_null_stream = false};                 ///< stream 0
  std::map<CUstream_st*, std::unique_ptr<CUstream_st>> streams;            ///< the others
  std::map<CUevent_st*, std::unique_ptr<CUevent_st>> events;               ///< all
  std::map<CUgraph_st*, std::shared_ptr<CUgraph_st>> graphs;               ///< recorded to the end
  std::map<CUgraphExec_st*, std::unique_ptr<CUgraphExec_st>> executables;  ///< all
};

/// The one state, and the right to use it.
struct LockedState {
  RuntimeState& state;                          ///< the state
  std::lock_guard<std::recursive_mutex> guard;  ///< released at the end of the scope
};

/// Waits for the right to use the state.
LockedState locked_state();

/// The stream behind a handle, or null if there is none.
CUstream_st* find_stream(RuntimeState& state, cudaStream_t handle);

/// Runs the work of a stream up to a place. @throws Fault; what stands behind the fault in the stream is dropped
void run_stream(CUstream_st& stream, std::uint64_t up_to = ~std::uint64_t{0});

/// Runs the work of every stream. @throws Fault
void run_all_streams(RuntimeState& state);

/// Runs work now. @return cudaErrorLaunchFailure after a fault, whose words are kept
cudaError_t without_throwing(const Work& work);

/// What a function that waits or takes memory returns while a graph is recorded; the recording is lost.
cudaError_t refuse_in_recording(RuntimeState& state);

}  // namespace strata::emulator
