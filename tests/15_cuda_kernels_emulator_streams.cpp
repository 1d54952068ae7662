// In the emulator work runs only when somebody waits for it, so a program that forgets to wait reads what was there.

#include <catch2/catch.hpp>
#include <cmath>
#include <thread>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_streams.hpp"

using namespace strata;

namespace {

constexpr std::size_t count = 100;

// A block of device memory of its own, with which no allocator does anything.
class DeviceNumbers {
 public:
  DeviceNumbers() { REQUIRE(cudaMalloc(&numbers_, bytes()) == cudaSuccess); }
  DeviceNumbers(const DeviceNumbers&) = delete;
  DeviceNumbers& operator=(const DeviceNumbers&) = delete;
  ~DeviceNumbers() { cudaFree(numbers_); }

  float* data() const { return numbers_; }
  static std::size_t bytes() { return count * sizeof(float); }

  // All numbers once what was queued is done.
  std::vector<float> read() const {
    std::vector<float> all(count);
    CHECK(cudaDeviceSynchronize() == cudaSuccess);
    CHECK(cudaMemcpy(all.data(), numbers_, bytes(), cudaMemcpyDeviceToHost) == cudaSuccess);
    return all;
  }

 private:
  float* numbers_ = nullptr;
};

bool all_are(const std::vector<float>& numbers, float value) { return numbers == std::vector<float>(count, value); }

bool all_are_nan(const std::vector<float>& numbers) {
  for (const float number : numbers) {
    if (!std::isnan(number)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("whoever forgets to wait reads NaN", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream;
  const DeviceNumbers x;
  PinnedNumbers source(count, 4), target(count, std::nanf(""));
  CHECK(cudaMemcpyAsync(x.data(), source.data(), source.bytes(), cudaMemcpyHostToDevice, stream.handle()) ==
        cudaSuccess);
  start_scale(x.data(), count, 2, 1, stream.handle());
  CHECK(cudaMemcpyAsync(target.data(), x.data(), target.bytes(), cudaMemcpyDeviceToHost, stream.handle()) ==
        cudaSuccess);
  CHECK(all_are_nan(target.all()));
  CHECK(cudaStreamQuery(stream.handle()) == cudaErrorNotReady);
  CHECK(cudaGetLastError() == cudaSuccess);  // "not ready" is no error
  stream.synchronize();
  CHECK(cudaStreamQuery(stream.handle()) == cudaSuccess);
  CHECK(all_are(target.all(), 9));
}

TEST_CASE("a pageable source may be changed after the call, a pinned one may not", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream;
  const DeviceNumbers first, second;
  std::vector<float> pageable(count, 1);
  PinnedNumbers pinned(count, 1);
  CHECK(cudaMemcpyAsync(first.data(), pageable.data(), first.bytes(), cudaMemcpyHostToDevice, stream.handle()) ==
        cudaSuccess);
  CHECK(cudaMemcpyAsync(second.data(), pinned.data(), second.bytes(), cudaMemcpyHostToDevice, stream.handle()) ==
        cudaSuccess);
  pageable.assign(count, 2);
  for (std::size_t i = 0; i < count; ++i) pinned[i] = 2;
  CHECK(all_are(first.read(), 1));
  CHECK(all_are(second.read(), 2));
}

TEST_CASE("a copy to pageable memory is done when the call returns", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream;
  const DeviceNumbers x;
  CHECK(cudaMemsetAsync(x.data(), 0, x.bytes(), stream.handle()) == cudaSuccess);
  start_scale(x.data(), count, 1, 6, stream.handle());
  std::vector<float> target(count);
  CHECK(cudaMemcpyAsync(target.data(), x.data(), x.bytes(), cudaMemcpyDeviceToHost, stream.handle()) == cudaSuccess);
  CHECK(all_are(target, 6));
}

TEST_CASE("without an event, a second stream reads what was there before the first one wrote", "[layering]") {
  cuda_kernels::install();
  const CudaStream first, second;
  const DeviceNumbers x, y;
  start_scale(x.data(), count, 0, 5, first.handle());
  CHECK(cudaMemcpyAsync(y.data(), x.data(), x.bytes(), cudaMemcpyDeviceToDevice, second.handle()) == cudaSuccess);
  second.synchronize();
  CHECK(all_are_nan(y.read()));
}

TEST_CASE("the null stream does not wait for a stream of the kind that Strata makes", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream;
  const DeviceNumbers x, y;
  CHECK(cudaMemset(x.data(), 0, x.bytes()) == cudaSuccess);
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
  start_scale(x.data(), count, 1, 5, stream.handle());
  CHECK(cudaMemcpy(y.data(), x.data(), x.bytes(), cudaMemcpyDeviceToDevice) == cudaSuccess);
  CHECK(all_are(y.read(), 0));
  CHECK(all_are(x.read(), 5));
}

TEST_CASE("waiting for an event leaves what stands behind it undone", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream;
  const DeviceNumbers x;
  PinnedNumbers before(count, 0), behind(count, 0);
  CudaEvent event;
  CHECK(cudaMemsetAsync(x.data(), 0, x.bytes(), stream.handle()) == cudaSuccess);
  start_scale(x.data(), count, 1, 5, stream.handle());
  CHECK(cudaMemcpyAsync(before.data(), x.data(), x.bytes(), cudaMemcpyDeviceToHost, stream.handle()) == cudaSuccess);
  event.record(stream.handle());
  CHECK(cudaMemcpyAsync(behind.data(), x.data(), x.bytes(), cudaMemcpyDeviceToHost, stream.handle()) == cudaSuccess);
  CHECK(cudaEventQuery(event.handle()) == cudaErrorNotReady);
  event.synchronize();
  CHECK(cudaEventQuery(event.handle()) == cudaSuccess);
  CHECK(all_are(before.all(), 5));
  CHECK(all_are(behind.all(), 0));
  stream.synchronize();
  CHECK(all_are(behind.all(), 5));
}

TEST_CASE("an event that goes does not make its stream run", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream;
  const DeviceNumbers x;
  PinnedNumbers target(count, 0);
  CHECK(cudaMemsetAsync(x.data(), 0, x.bytes(), stream.handle()) == cudaSuccess);
  CHECK(cudaMemcpyAsync(target.data(), x.data(), x.bytes(), cudaMemcpyDeviceToHost, stream.handle()) == cudaSuccess);
  target[0] = 7;
  {
    CudaEvent event;
    event.record(stream.handle());
  }
  CHECK(target[0] == 7);
  stream.synchronize();
  CHECK(target[0] == 0);
}

TEST_CASE("other settings wait until what was queued before them has run", "[layering]") {
  cuda_kernels::install();
  const DeviceNumbers x;
  start_scale(x.data(), count, 0, 1, current_stream());
  {
    emulator::Settings settings = emulator::settings();
    settings.order = emulator::Order::reversed;
    const emulator::SettingsScope scope(settings);
    CHECK(cudaStreamQuery(current_stream()) == cudaSuccess);
    start_scale(x.data(), count, 0, 2, current_stream());
    CHECK(cudaStreamQuery(current_stream()) == cudaErrorNotReady);
  }
  CHECK(cudaStreamQuery(current_stream()) == cudaSuccess);
  CHECK(all_are(x.read(), 2));
}

TEST_CASE("several threads of the host use streams of their own at the same time", "[layering]") {
  cuda_kernels::install();
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      const CudaStream stream;
      const CudaStreamScope scope(stream.handle());
      for (int round = 0; round < 20; ++round) {
        Tensor x = Tensor::full({500}, static_cast<double>(t), {Device::cuda, Dtype::f32});
        const Tensor same = x.clone();  // lives until the stream has used it
        x.add(same, 2);
        stream.synchronize();
        wrong[t] += differing(x, Tensor::full({500}, 3.0 * static_cast<double>(t))) == 0 ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("handles of what is gone are refused", "[layering]") {
  cuda_kernels::install();
  cudaStream_t stream = nullptr;
  cudaEvent_t event = nullptr;
  REQUIRE(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking) == cudaSuccess);
  REQUIRE(cudaEventCreateWithFlags(&event, cudaEventDefault) == cudaSuccess);
  REQUIRE(cudaStreamDestroy(stream) == cudaSuccess);
  REQUIRE(cudaEventDestroy(event) == cudaSuccess);
  cudaGraph_t graph = nullptr;
  cudaStreamCaptureStatus status{};
  const DeviceNumbers x;
  for (const cudaError_t code :
       {cudaStreamDestroy(stream), cudaStreamSynchronize(stream), cudaStreamQuery(stream), cudaEventDestroy(event),
        cudaEventRecord(event, nullptr), cudaEventSynchronize(event), cudaEventQuery(event),
        cudaStreamWaitEvent(nullptr, event), cudaMemsetAsync(x.data(), 0, 4, stream),
        cudaMemcpyAsync(x.data(), x.data(), 4, cudaMemcpyDeviceToDevice, stream), cudaStreamEndCapture(stream, &graph),
        cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal), cudaStreamIsCapturing(stream, &status)}) {
    CHECK(code == cudaErrorInvalidResourceHandle);
  }
  CHECK(cudaGetLastError() == cudaErrorInvalidResourceHandle);
  CHECK(cudaGetLastError() == cudaSuccess);
}
