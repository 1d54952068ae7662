// Device memory that is not there, copies that cannot be, and a machine without a GPU.

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/device_memory.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_streams.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

emulator::Settings with_memory(std::size_t bytes) {
  emulator::Settings settings = emulator::settings();
  settings.device_memory = bytes;
  return settings;
}

Tensor bytes_on_gpu(std::size_t bytes) { return Tensor({static_cast<Index>(bytes)}, {Device::cuda, Dtype::u8}); }

// Sixteen numbers on the device, and as many pageable and page-locked ones.
struct Places {
  float* device = nullptr;
  std::vector<float> host = std::vector<float>(16, 1);
  PinnedNumbers pinned{16, 1};
  static constexpr std::size_t bytes = 16 * sizeof(float);

  Places() { REQUIRE(cudaMalloc(&device, bytes) == cudaSuccess); }
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;
  ~Places() { cudaFree(device); }
};

void check_refused(cudaError_t code, const std::string& words) {
  CHECK(code == cudaErrorInvalidValue);
  CHECK(cuda_words(code) == "invalid argument (cudaErrorInvalidValue): " + words);
  CHECK(cudaGetLastError() == cudaErrorInvalidValue);
}

}  // namespace

TEST_CASE("out of device memory says what was asked for and what is free", "[layering]") {
  cuda_kernels::install();
  allocator(Device::cuda).release_cache();
  std::size_t free_before = 0, total = 0;
  REQUIRE(cudaMemGetInfo(&free_before, &total) == cudaSuccess);
  const std::size_t used = total - free_before;  // by what other tests keep
  const emulator::SettingsScope scope(with_memory(used + 8 * mebibyte));
  const Tensor half = bytes_on_gpu(4 * mebibyte);
  check_contains(error_message([] { bytes_on_gpu(6 * mebibyte); }),
                 {"CUDA memory: got out of memory (cudaErrorMemoryAllocation): asked for 6.0 MiB (6291456 bytes), and "
                  "4.0 MiB of ",
                  " are free, expected enough free memory. Hint: use a smaller batch or a smaller network"});
  CHECK(cudaGetLastError() == cudaSuccess);
  CHECK(differing(Tensor::full({5}, 1, half.options()), Tensor::full({5}, 1, {Device::cpu, Dtype::u8})) == 0);
}

TEST_CASE("the allocator gives its cache back and tries again before it gives up", "[layering]") {
  cuda_kernels::install();
  allocator(Device::cuda).release_cache();
  std::size_t free_before = 0, total = 0;
  REQUIRE(cudaMemGetInfo(&free_before, &total) == cudaSuccess);
  const emulator::SettingsScope scope(with_memory(total - free_before + 8 * mebibyte));
  { const Tensor first = bytes_on_gpu(5 * mebibyte); }
  CHECK(allocator(Device::cuda).statistics().bytes_cached >= 5 * mebibyte);
  Tensor second = bytes_on_gpu(6 * mebibyte);  // does not fit beside what is kept
  CHECK(allocator(Device::cuda).statistics().bytes_cached == 0);
  second.fill(3);
  CHECK(differing(second.slice(0, 9), Tensor::full({9}, 3, {Device::cpu, Dtype::u8})) == 0);
  std::size_t free_now = 0;
  REQUIRE(cudaMemGetInfo(&free_now, &total) == cudaSuccess);
  CHECK(free_now == 2 * mebibyte);
}

TEST_CASE("a block whose work is still queued is given back only when that has run", "[layering]") {
  cuda_kernels::install();
  Tensor kept({1000}, {Device::cuda, Dtype::f32});
  {
    Tensor x = Tensor::full({1000}, 2, kept.options());
    x.add(x, 3);
    kept.copy_from(x);
  }
  allocator(Device::cuda).release_cache();  // the block of x goes while kernels on it are waiting
  CHECK(differing(kept, Tensor::full({1000}, 8)) == 0);
}

TEST_CASE("absurd requests for memory are refused", "[layering]") {
  cuda_kernels::install();
  void* block = nullptr;
  for (const std::size_t bytes :
       {std::numeric_limits<std::size_t>::max(), std::numeric_limits<std::size_t>::max() / 2, std::size_t{1} << 40U}) {
    CHECK(cudaMalloc(&block, bytes) == cudaErrorMemoryAllocation);
    CHECK(block == nullptr);
    CHECK(cudaGetLastError() == cudaErrorMemoryAllocation);
  }
  std::size_t free_bytes = 0, total = 0;
  {
    const Tensor something = bytes_on_gpu(mebibyte);
    const emulator::SettingsScope scope(with_memory(10));  // less than is in use
    REQUIRE(cudaMemGetInfo(&free_bytes, &total) == cudaSuccess);
    CHECK(free_bytes == 0);
    CHECK(cudaMalloc(&block, 1) == cudaErrorMemoryAllocation);
    cudaGetLastError();
  }
  CHECK(cudaMalloc(&block, 0) == cudaSuccess);
  CHECK(block == nullptr);
  CHECK(cudaFree(nullptr) == cudaSuccess);
}

TEST_CASE("device memory is aligned to 256 bytes and begins as NaN", "[layering]") {
  cuda_kernels::install();
  for (const std::size_t bytes : {std::size_t{4}, std::size_t{100}, std::size_t{4096}}) {
    float* block = nullptr;
    REQUIRE(cudaMalloc(&block, bytes) == cudaSuccess);
    CHECK(reinterpret_cast<std::uintptr_t>(block) % 256 == 0);
    std::vector<float> numbers(bytes / sizeof(float));
    REQUIRE(cudaMemcpy(numbers.data(), block, bytes, cudaMemcpyDeviceToHost) == cudaSuccess);
    for (const float number : numbers) CHECK(number != number);
    CHECK(cudaFree(block) == cudaSuccess);
    CHECK(cudaFree(block) == cudaErrorInvalidValue);
    cudaGetLastError();
  }
}

TEST_CASE("a copy in the wrong direction is refused, and the report says why", "[layering]") {
  cuda_kernels::install();
  Places at;
  const auto copy = [&](void* to, const void* from, cudaMemcpyKind kind) {
    return cudaMemcpyAsync(to, from, Places::bytes, kind, current_stream());
  };
  check_refused(copy(at.device, at.host.data(), cudaMemcpyDeviceToHost),
                "a copy from device to host was given a source that is not device memory");
  check_refused(copy(at.host.data(), at.device, cudaMemcpyHostToDevice),
                "a copy from host to device was given a target that is not device memory");
  check_refused(copy(at.device, at.device, cudaMemcpyHostToDevice),
                "a copy from host to device was given a source in device memory");
  check_refused(copy(at.device, at.device, cudaMemcpyDeviceToHost),
                "a copy from device to host was given a target in device memory");
  check_refused(copy(at.device, at.pinned.data(), cudaMemcpyDeviceToDevice),
                "a copy within the device was given an address of the host");
  check_refused(copy(at.host.data(), at.device, cudaMemcpyHostToHost),
                "a copy from host to host was given an address of device memory");
  CHECK(copy(at.host.data(), at.device, static_cast<cudaMemcpyKind>(7)) == cudaErrorInvalidMemcpyDirection);
  cudaGetLastError();
  CHECK(copy(at.device, at.host.data(), cudaMemcpyDefault) == cudaSuccess);
  CHECK(copy(at.host.data(), at.device, cudaMemcpyDefault) == cudaSuccess);
  CHECK(copy(at.pinned.data(), at.host.data(), cudaMemcpyHostToHost) == cudaSuccess);
  synchronize();
}

TEST_CASE("a copy beyond the end of a block is refused, and the report says which", "[layering]") {
  cuda_kernels::install();
  Places at;
  std::vector<float> host(64);
  const std::string reads = "the copy reads beyond the end of a block of device memory";
  const std::string writes = "the copy writes beyond the end of a block of device memory";
  check_refused(cudaMemcpy(host.data(), at.device, Places::bytes + 1, cudaMemcpyDeviceToHost), reads);
  check_refused(cudaMemcpy(at.device, host.data(), Places::bytes + 1, cudaMemcpyHostToDevice), writes);
  check_refused(cudaMemcpy(host.data(), at.device + 8, Places::bytes, cudaMemcpyDeviceToHost), reads);
  check_refused(cudaMemcpy(at.device + 15, host.data(), 5, cudaMemcpyDefault), writes);
  const std::string beyond = "cudaMemset() was given an address that is not device memory in its whole length";
  check_refused(cudaMemsetAsync(at.device, 0, Places::bytes + 1, current_stream()), beyond);
  check_refused(cudaMemset(host.data(), 0, 4), beyond);
  CHECK(cudaMemcpy(at.device + 15, host.data(), 4, cudaMemcpyDefault) == cudaSuccess);
  CHECK(cudaMemcpy(host.data(), at.device + 16, 0, cudaMemcpyDeviceToHost) == cudaSuccess);
}

TEST_CASE("why one call was refused is not said of the next error", "[layering]") {
  cuda_kernels::install();
  Places at;
  CHECK(cudaMemcpy(at.host.data(), at.device, 999, cudaMemcpyDeviceToHost) == cudaErrorInvalidValue);
  void* block = nullptr;
  CHECK(cudaMalloc(&block, std::size_t{1} << 50U) == cudaErrorMemoryAllocation);
  CHECK(cuda_words(cudaGetLastError()) == "out of memory (cudaErrorMemoryAllocation)");
}

TEST_CASE("a machine without a GPU is told in one sentence", "[layering]") {
  cuda_kernels::install();
  emulator::Settings settings = emulator::settings();
  settings.devices = 0;
  const emulator::SettingsScope scope(settings);
  const std::string words =
      "got no CUDA-capable device is detected (cudaErrorNoDevice), expected success. "
      "Hint: this machine has no GPU that CUDA can use; Device::cpu works everywhere";
  CHECK(error_message([] { cuda_kernels::install(); }) == "Device CUDA: " + words);
  CHECK(error_message([] { CudaStream stream; }) == "cudaStreamCreate: " + words);
  CHECK(error_message([] { CudaEvent event; }) == "cudaEventCreate: " + words);
  CHECK(error_message([] { PinnedMemory memory(10); }) == "cudaMallocHost: " + words);
  CHECK(error_message([] { bytes_on_gpu(77 * mebibyte); }) == "cudaMalloc: " + words);
  int device = 0;
  cudaDeviceProp properties{};
  CHECK(cudaGetDevice(&device) == cudaErrorNoDevice);
  CHECK(cudaSetDevice(0) != cudaSuccess);
  CHECK(cudaGetDeviceProperties(&properties, 0) != cudaSuccess);
  CHECK(cudaGetLastError() != cudaSuccess);
  CHECK(Tensor::full({3}, 1).count() == 3);  // the CPU works on
}
