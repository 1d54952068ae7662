// cudaMalloc(), cudaMemcpy() and their relatives.

#include <cstring>
#include <memory>
#include <vector>

#include "15_cuda_kernels/emulator/fault.hpp"
#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"
#include "15_cuda_kernels/emulator/runtime_state.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"

using namespace strata::emulator;

namespace {

bool is_recording(const RuntimeState& state) {
  for (const auto& [handle, stream] : state.streams) {
    if (stream->recording) return true;
  }
  return false;
}

// Why a copy of this kind is wrong, or nothing. A GPU says "invalid argument" to all of them.
const char* complaint(const RuntimeState& state, const void* to, const void* from, std::size_t bytes,
                      cudaMemcpyKind kind) {
  const bool to_device = state.device.holds(to, bytes), from_device = state.device.holds(from, bytes);
  // The first byte alone tells whose block it is, so a range that runs out of its block is a fault of its own.
  if (!to_device && state.device.holds(to, 1)) return "the copy writes beyond the end of a block of device memory";
  if (!from_device && state.device.holds(from, 1)) return "the copy reads beyond the end of a block of device memory";
  switch (kind) {
    case cudaMemcpyHostToHost:
      return to_device || from_device ? "a copy from host to host was given an address of device memory" : nullptr;
    case cudaMemcpyHostToDevice:
      if (!to_device) return "a copy from host to device was given a target that is not device memory";
      return from_device ? "a copy from host to device was given a source in device memory" : nullptr;
    case cudaMemcpyDeviceToHost:
      if (!from_device) return "a copy from device to host was given a source that is not device memory";
      return to_device ? "a copy from device to host was given a target in device memory" : nullptr;
    case cudaMemcpyDeviceToDevice:
      return to_device && from_device ? nullptr : "a copy within the device was given an address of the host";
    case cudaMemcpyDefault:
      break;
  }
  return nullptr;
}

// A GPU cannot reach memory of the host that the system may move. The driver copies it to a place of its own during the
// call; so the caller may change it afterwards, and what the device gets is what was there at the call.
Work copy_of_pageable(void* to, const void* from, std::size_t bytes) {
  const auto* const begin = static_cast<const std::byte*>(from);
  const auto staged = std::make_shared<const std::vector<std::byte>>(begin, begin + bytes);
  return [to, staged] { std::memcpy(to, staged->data(), staged->size()); };
}

cudaError_t copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t handle) {
  const LockedState locked = locked_state();
  CUstream_st* const stream = find_stream(locked.state, handle);
  if (stream == nullptr) return remember_error(cudaErrorInvalidResourceHandle);
  if (bytes == 0) return cudaSuccess;
  if (const char* const words = complaint(locked.state, to, from, bytes, kind)) {
    remember_fault(words);
    return remember_error(cudaErrorInvalidValue);
  }
  const auto is_pageable = [&](const void* begin) {
    return !locked.state.device.holds(begin, bytes) && !locked.state.pinned.holds(begin, bytes);
  };
  if (stream->recording && (is_pageable(to) || is_pageable(from))) return refuse_in_recording(locked.state);
  if (is_pageable(from)) return submit(handle, copy_of_pageable(to, from, bytes));
  const cudaError_t code = submit(handle, [=] { std::memmove(to, from, bytes); });
  // To memory that the system may move, the call returns when the copy is done.
  return is_pageable(to) && code == cudaSuccess ? without_throwing([stream] { run_stream(*stream); }) : code;
}

}  // namespace

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes) {
  const LockedState locked = locked_state();
  *total_bytes = settings().device_memory;
  *free_bytes = *total_bytes - locked.state.device.bytes();
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** block, std::size_t bytes) {
  const LockedState locked = locked_state();
  *block = nullptr;
  if (settings().devices == 0) return remember_error(cudaErrorNoDevice);
  if (is_recording(locked.state)) return refuse_in_recording(locked.state);
  if (bytes == 0) return cudaSuccess;
  if (locked.state.device.bytes() + bytes > settings().device_memory) return remember_error(cudaErrorMemoryAllocation);
  *block = locked.state.device.allocate(bytes);
  return *block != nullptr ? cudaSuccess : remember_error(cudaErrorMemoryAllocation);
}

cudaError_t cudaFree(void* block) {
  const LockedState locked = locked_state();
  if (block == nullptr) return cudaSuccess;
  if (is_recording(locked.state)) return refuse_in_recording(locked.state);
  const cudaError_t code = without_throwing([&] { run_all_streams(locked.state); });
  if (!locked.state.device.release(block)) return remember_error(cudaErrorInvalidValue);
  return code;
}

cudaError_t cudaMallocHost(void** block, std::size_t bytes) {
  const LockedState locked = locked_state();
  *block = locked.state.pinned.allocate(bytes);
  return *block != nullptr ? cudaSuccess : remember_error(cudaErrorMemoryAllocation);
}

cudaError_t cudaFreeHost(void* block) {
  const LockedState locked = locked_state();
  if (block == nullptr) return cudaSuccess;
  const cudaError_t code = without_throwing([&] { run_all_streams(locked.state); });
  if (!locked.state.pinned.release(block)) return remember_error(cudaErrorInvalidValue);
  return code;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  return copy(to, from, bytes, kind, stream);
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  const cudaError_t code = copy(to, from, bytes, kind, nullptr);
  return code == cudaSuccess ? cudaStreamSynchronize(nullptr) : code;
}

cudaError_t cudaMemsetAsync(void* block, int value, std::size_t bytes, cudaStream_t stream) {
  {
    const LockedState locked = locked_state();
    if (bytes != 0 && !locked.state.device.holds(block, bytes)) {
      remember_fault("cudaMemset() was given an address that is not device memory in its whole length");
      return remember_error(cudaErrorInvalidValue);
    }
  }
  return submit(stream, [=] { std::memset(block, value, bytes); });
}

cudaError_t cudaMemset(void* block, int value, std::size_t bytes) {
  return cudaMemsetAsync(block, value, bytes, nullptr);
}
