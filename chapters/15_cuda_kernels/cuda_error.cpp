#include "15_cuda_kernels/cuda_error.hpp"

#include <fmt/format.h>

#include <string>

#include "15_cuda_kernels/backend.hpp"

namespace strata {
namespace {

std::string hint_for(cudaError_t code) {
  switch (code) {
    case cudaErrorNoDevice:
      return "this machine has no GPU that CUDA can use; Device::cpu works everywhere";
    case cudaErrorInsufficientDriver:
      return "the driver is older than the toolkit that built this program: install a newer one";
    case cudaErrorNoKernelImageForDevice:
      return "build again with STRATA_CUDA_ARCHITECTURES set to this GPU's";
    case cudaErrorStreamCaptureUnsupported:
    case cudaErrorStreamCaptureInvalidated:
      return "a step that is recorded as a graph may neither wait, nor take memory, nor read results";
    default:
      return "";
  }
}

}  // namespace

std::string cuda_words(cudaError_t code) {
  const std::string words = fmt::format("{} ({})", cudaGetErrorString(code), cudaGetErrorName(code));
  const std::string more = take_fault();
  return more.empty() ? words : fmt::format("{}: {}", words, more);
}

void expect_success(cudaError_t code, std::string_view call) {
  if (code == cudaSuccess) return;
  cudaGetLastError();  // so that the next launch does not find it
  throw Error({std::string(call), cuda_words(code), "success", hint_for(code)});
}

Error launch_error(std::string_view kernel, cudaError_t code, dim3 grid, dim3 block, std::size_t shared_bytes) {
  if (code != cudaErrorInvalidConfiguration) {
    return Error({fmt::format("kernel {}", kernel), cuda_words(code), "a kernel that starts", hint_for(code)});
  }
  return Error(
      {fmt::format("kernel {}", kernel),
       fmt::format("{}, for a grid of ({},{},{}) blocks of ({},{},{}) = {} threads with {} bytes of shared memory",
                   cuda_words(code), grid.x, grid.y, grid.z, block.x, block.y, block.z,
                   std::size_t{block.x} * block.y * block.z, shared_bytes),
       "1 to 1024 threads in a block (at most 64 along z), 1 block or more (at most 65535 along y and z) and "
       "at most 49152 bytes of shared memory",
       "cut the work into more blocks"});
}

}  // namespace strata
