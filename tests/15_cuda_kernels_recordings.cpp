// What cannot be recorded: CUDA refuses it, and the recording is lost, but not the stream.

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_streams.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

constexpr Index count = 300;

cudaStreamCaptureStatus status_of(const CudaStream& stream) {
  cudaStreamCaptureStatus status{};
  CHECK(cudaStreamIsCapturing(stream.handle(), &status) == cudaSuccess);
  return status;
}

void check_usable(const CudaStream& stream) {
  CHECK(status_of(stream) == cudaStreamCaptureStatusNone);
  Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32});
  synchronize();
  start_scale(x.data<float>(), count, 2, 1, stream.handle());
  stream.synchronize();
  CHECK(differing(x, Tensor::full({count}, 3)) == 0);
}

}  // namespace

TEST_CASE("what waits, takes memory or reads results breaks a recording", "[layering]") {
  cuda_kernels::install();
  Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32});
  synchronize();
  float* const data = x.data<float>();
  std::vector<float> pageable(count);
  const std::size_t bytes = count * sizeof(float);
  const CudaStream stream;
  CudaEvent inside;
  void* block = nullptr;
  const std::vector<std::pair<std::string, std::function<cudaError_t()>>> refused{
      {"cudaStreamSynchronize", [&] { return cudaStreamSynchronize(stream.handle()); }},
      {"cudaDeviceSynchronize", [] { return cudaDeviceSynchronize(); }},
      {"cudaStreamQuery", [&] { return cudaStreamQuery(stream.handle()); }},
      {"cudaMalloc", [&] { return cudaMalloc(&block, 1000); }},
      {"a copy from pageable memory",
       [&] { return cudaMemcpyAsync(data, pageable.data(), bytes, cudaMemcpyHostToDevice, stream.handle()); }},
      {"a copy to pageable memory",
       [&] { return cudaMemcpyAsync(pageable.data(), data, bytes, cudaMemcpyDeviceToHost, stream.handle()); }},
  };
  for (const auto& [what, call] : refused) {
    CAPTURE(what);
    REQUIRE(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeGlobal) == cudaSuccess);
    start_scale(data, count, 2, 0, stream.handle());
    CHECK(status_of(stream) == cudaStreamCaptureStatusActive);
    CHECK(call() == cudaErrorStreamCaptureUnsupported);
    CHECK(cudaGetLastError() == cudaErrorStreamCaptureUnsupported);
    CHECK(status_of(stream) == cudaStreamCaptureStatusInvalidated);
    CHECK(cudaMemsetAsync(data, 0, bytes, stream.handle()) == cudaErrorStreamCaptureInvalidated);
    CHECK(cudaGetLastError() == cudaErrorStreamCaptureInvalidated);
    auto* graph = reinterpret_cast<cudaGraph_t>(&block);
    CHECK(cudaStreamEndCapture(stream.handle(), &graph) == cudaErrorStreamCaptureInvalidated);
    CHECK(cudaGetLastError() == cudaErrorStreamCaptureInvalidated);
    CHECK(graph == nullptr);
    check_usable(stream);
  }
  CHECK(differing(x, Tensor::full({count}, 1)) == 0);  // nothing of it ran
}

TEST_CASE("Strata's own functions say what a recording must not do", "[layering]") {
  cuda_kernels::install();
  const Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32});
  synchronize();
  const CudaStream stream;
  const std::string hint = "a step that is recorded as a graph may neither wait, nor take memory, nor read results";
  const std::string words = "operation not permitted when stream is capturing (cudaErrorStreamCaptureUnsupported)";
  const CudaStreamScope scope(stream.handle());
  const auto told = [&](FunctionRef<void()> act) {
    const RecordingScope recording(stream.handle());
    return error_message(act);
  };
  check_contains(told([] { synchronize(); }), {"cudaStreamSynchronize", words, hint});
  check_contains(told([&] { x.to(Device::cpu); }), {"cudaMemcpyAsync", words, hint});
  check_contains(told([&] { Tensor::full({count}, 1).to(Device::cuda); }), {"cudaMemcpyAsync", words, hint});
  check_contains(told([] { Tensor({77777777}, {Device::cuda, Dtype::u8}); }), {"cudaMalloc", words, hint});
  check_usable(stream);
}

TEST_CASE("an exception while recording leaves the stream usable", "[layering]") {
  cuda_kernels::install();
  Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32}), y({count}, {Device::cpu, Dtype::f32});
  synchronize();
  const CudaStream stream;
  for (int round = 0; round < 3; ++round) {
    CHECK_THROWS_AS(
        [&] {
          const CudaStreamScope scope(stream.handle());
          const RecordingScope recording(stream.handle());
          start_scale(x.data<float>(), count, 2, 0, stream.handle());
          x.add(y);  // on two devices
        }(),
        Error);
    check_usable(stream);
  }
  CHECK(differing(x, Tensor::full({count}, 1)) == 0);
}

TEST_CASE("a refused launch does not end a recording", "[layering]") {
  cuda_kernels::install();
  Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32});
  synchronize();
  const CudaStream stream;
  {
    const RecordingScope recording(stream.handle());
    CHECK_THROWS_AS(start_scale(x.data<float>(), 0, 2, 0, stream.handle()), Error);  // a grid of no blocks
  }
  check_usable(stream);
}

TEST_CASE("a stream that goes while it records takes nothing with it", "[layering]") {
  cuda_kernels::install();
  Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32});
  synchronize();
  const CudaStream beside;
  CudaEvent event;
  {
    const CudaStream stream;
    CHECK(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeGlobal) == cudaSuccess);
    start_scale(x.data<float>(), count, 2, 0, stream.handle());
    event.record(stream.handle());
    event.hold_back(beside.handle());
  }
  cudaGetLastError();
  synchronize();
  check_usable(beside);
  CHECK(Tensor::full({99999}, 1, {Device::cuda, Dtype::f32}).count() == 99999);  // and memory is there
}

TEST_CASE("recordings begin and end where CUDA allows it", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream, other;
  cudaGraph_t graph = nullptr;
  CHECK(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal) == cudaErrorStreamCaptureUnsupported);
  CHECK(cudaStreamEndCapture(stream.handle(), &graph) == cudaErrorIllegalState);
  CHECK(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeGlobal) == cudaSuccess);
  CHECK(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeGlobal) == cudaErrorIllegalState);
  CHECK(cudaStreamEndCapture(stream.handle(), &graph) == cudaSuccess);
  CHECK(cudaGraphDestroy(graph) == cudaSuccess);
  cudaGetLastError();
  check_usable(stream);
}

TEST_CASE("a recording whose second stream has not come back is lost", "[layering]") {
  cuda_kernels::install();
  Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32});
  synchronize();
  const CudaStream stream, beside;
  CudaEvent fork, join;
  cudaGraph_t graph = nullptr;
  for (const bool too_early : {false, true}) {
    CHECK(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeGlobal) == cudaSuccess);
    fork.record(stream.handle());
    fork.hold_back(beside.handle());
    if (too_early) {
      join.record(beside.handle());
      join.hold_back(stream.handle());
    }
    start_scale(x.data<float>(), count, 2, 0, beside.handle());
    CHECK(cudaStreamEndCapture(stream.handle(), &graph) == cudaErrorStreamCaptureUnjoined);
    CHECK(cudaGetLastError() == cudaErrorStreamCaptureUnjoined);
    CHECK(graph == nullptr);
    check_usable(stream);
    check_usable(beside);
  }
  // Ended in the stream that was drawn in.
  CHECK(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeGlobal) == cudaSuccess);
  fork.record(stream.handle());
  fork.hold_back(beside.handle());
  CHECK(cudaStreamEndCapture(beside.handle(), &graph) == cudaErrorStreamCaptureUnmatched);
  CHECK(cudaStreamEndCapture(stream.handle(), &graph) != cudaSuccess);
  cudaGetLastError();
  check_usable(stream);
  check_usable(beside);
}

TEST_CASE("a recording does not wait for work that it does not hold", "[layering]") {
  cuda_kernels::install();
  const CudaStream stream, other;
  CudaEvent event;
  event.record(other.handle());
  {
    const RecordingScope recording(stream.handle());
    CHECK(cudaStreamWaitEvent(stream.handle(), event.handle(), 0) == cudaErrorStreamCaptureIsolation);
    CHECK(cudaGetLastError() == cudaErrorStreamCaptureIsolation);
    CHECK(status_of(stream) == cudaStreamCaptureStatusInvalidated);
  }
  check_usable(stream);
}
