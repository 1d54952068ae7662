// Streams and events: what runs in order, and who waits for whom.

#include "tests/15_cuda_kernels_streams.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

constexpr Index count = 300;

Tensor numbers(double value) {
  Tensor x = Tensor::full({count}, value, {Device::cuda, Dtype::f32});
  synchronize();
  return x;
}

bool all_are(const Tensor& x, double value) { return differing(x, Tensor::full({count}, value)) == 0; }

}  // namespace

TEST_CASE("work in one stream runs in its order", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream stream;
  start_scale(x.data<float>(), count, 2, 1, stream.handle());   // 3
  start_scale(x.data<float>(), count, 10, 0, stream.handle());  // 30
  start_scale(x.data<float>(), count, 1, -7, stream.handle());  // 23
  stream.synchronize();
  CHECK(all_are(x, 23));
}

TEST_CASE("a stream waits for an event of another, and only for what stood before the event", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1), y = numbers(0);
  const CudaStream first, second;
  CudaEvent event;
  start_scale(x.data<float>(), count, 2, 1, first.handle());
  event.record(first.handle());
  event.hold_back(second.handle());
  {
    const CudaStreamScope scope(second.handle());
    CHECK(current_stream() == second.handle());
    y.copy_from(x);
  }
  CHECK(current_stream() != second.handle());
  second.synchronize();
  CHECK(all_are(y, 3));
}

TEST_CASE("three streams wait in a ring for each other's events", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const std::vector<std::unique_ptr<CudaStream>> streams = [] {
    std::vector<std::unique_ptr<CudaStream>> made;
    for (int i = 0; i < 3; ++i) made.push_back(std::make_unique<CudaStream>());
    return made;
  }();
  CudaEvent event;
  double expected = 1;
  for (int i = 0; i < 30; ++i) {  // every step waits for the one before, which was in another stream
    const cudaStream_t stream = streams[static_cast<std::size_t>(i % 3)]->handle();
    if (i > 0) event.hold_back(stream);
    start_scale(x.data<float>(), count, -1, static_cast<float>(i), stream);
    event.record(stream);
    expected = i - expected;
  }
  event.synchronize();
  CHECK(all_are(x, expected));
}

TEST_CASE("an event that was never recorded holds nobody back", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream stream;
  const CudaEvent event;
  event.synchronize();
  event.hold_back(stream.handle());
  start_scale(x.data<float>(), count, 2, 0, stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 2));
  CHECK(cudaEventQuery(event.handle()) == cudaSuccess);
}

TEST_CASE("events measure time, and say why where they cannot", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream stream;
  CudaEvent begin(true), end(true), untimed, unrecorded(true);
  begin.record(stream.handle());
  untimed.record(stream.handle());
  start_scale(x.data<float>(), count, 2, 0, stream.handle());
  end.record(stream.handle());
  end.synchronize();
  CHECK(end.milliseconds_since(begin) >= 0);
  CHECK(end.milliseconds_since(begin) < 10000);
  for (const CudaEvent* other : {&untimed, &unrecorded}) {
    check_contains(error_message([&] { end.milliseconds_since(*other); }),
                   {"cudaEventElapsedTime", "invalid resource handle (cudaErrorInvalidResourceHandle)"});
  }
}

TEST_CASE("a blocking stream and the null stream wait for each other", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  cudaStream_t blocking = nullptr;
  REQUIRE(cudaStreamCreateWithFlags(&blocking, cudaStreamDefault) == cudaSuccess);
  start_scale(x.data<float>(), count, 2, 1, blocking);  // 3
  start_scale(x.data<float>(), count, 10, 0, nullptr);  // 30
  start_scale(x.data<float>(), count, 1, 5, blocking);  // 35
  start_scale(x.data<float>(), count, 2, 0, nullptr);   // 70
  CHECK(cudaStreamSynchronize(nullptr) == cudaSuccess);
  CHECK(all_are(x, 70));
  CHECK(cudaStreamDestroy(blocking) == cudaSuccess);
}

TEST_CASE("a stream is finished before it is gone, and whoever waits for it goes on", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1), y = numbers(1);
  const CudaStream second;
  {
    const CudaStream first;
    CudaEvent event;
    start_scale(x.data<float>(), count, 2, 1, first.handle());
    event.record(first.handle());
    event.hold_back(second.handle());
    start_scale(x.data<float>(), count, 10, 0, second.handle());
  }
  {
    const CudaStream other;
    start_scale(y.data<float>(), count, 2, 0, other.handle());
  }
  CHECK(all_are(y, 2));
  second.synchronize();
  CHECK(all_are(x, 30));
}

TEST_CASE("an event may go or be used again while others wait for it", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream first, second, third;
  {
    CudaEvent event(true);
    start_scale(x.data<float>(), count, 2, 1, first.handle());
    event.record(first.handle());
    event.hold_back(second.handle());
    start_scale(x.data<float>(), count, 10, 0, second.handle());
    event.record(second.handle());
    event.hold_back(third.handle());
    start_scale(x.data<float>(), count, 1, 1, third.handle());
  }
  third.synchronize();
  first.synchronize();
  CHECK(all_are(x, 31));
}
