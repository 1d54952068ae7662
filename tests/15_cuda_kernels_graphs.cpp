// Work that is recorded once and replayed as a graph: parameters by value, memory by address.

#include <catch2/catch.hpp>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_streams.hpp"
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

// What was recorded, ready to run.
class Recorded {
 public:
  explicit Recorded(cudaStream_t stream) {
    cudaGraph_t graph = nullptr;
    REQUIRE(cudaStreamEndCapture(stream, &graph) == cudaSuccess);
    REQUIRE(cudaGraphInstantiate(&executable_, graph, 0) == cudaSuccess);
    CHECK(cudaGraphDestroy(graph) == cudaSuccess);
  }
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;
  ~Recorded() { cudaGraphExecDestroy(executable_); }

  void replay(cudaStream_t stream) const { CHECK(cudaGraphLaunch(executable_, stream) == cudaSuccess); }

 private:
  cudaGraphExec_t executable_ = nullptr;
};

void begin(const CudaStream& stream) {
  REQUIRE(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeGlobal) == cudaSuccess);
}

}  // namespace

TEST_CASE("what is recorded does not run, and every replay runs all of it", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream stream;
  begin(stream);
  start_scale(x.data<float>(), count, 2, 1, stream.handle());
  start_scale(x.data<float>(), count, 10, 0, stream.handle());
  const Recorded recorded(stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 1));
  recorded.replay(stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 30));
  recorded.replay(stream.handle());
  recorded.replay(stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 12210));
}

TEST_CASE("a recorded kernel keeps its parameters by value and its memory by address", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(0), rate = numbers(5);
  const CudaStream stream;
  float summand = 3;
  {
    const CudaStreamScope scope(stream.handle());
    begin(stream);
    x.copy_from(rate);
    start_scale(x.data<float>(), count, 1, summand, stream.handle());
  }
  const Recorded recorded(stream.handle());
  summand = 1000;
  recorded.replay(stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 8));
  rate.fill(6);
  synchronize();
  recorded.replay(stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 9));
}

TEST_CASE("copies from and to page-locked memory are recorded, too", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(0);
  PinnedNumbers in(count, 1), out(count, 0);
  const CudaStream stream;
  begin(stream);
  CHECK(cudaMemcpyAsync(x.data<float>(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream.handle()) ==
        cudaSuccess);
  start_scale(x.data<float>(), count, 2, 0, stream.handle());
  CHECK(cudaMemcpyAsync(out.data(), x.data<float>(), out.bytes(), cudaMemcpyDeviceToHost, stream.handle()) ==
        cudaSuccess);
  CHECK(cudaMemsetAsync(x.data<float>(), 0, out.bytes(), stream.handle()) == cudaSuccess);
  const Recorded recorded(stream.handle());
  for (const float value : {4.0F, 5.0F}) {
    for (std::size_t i = 0; i < count; ++i) in[i] = value;
    recorded.replay(stream.handle());
    stream.synchronize();
    CHECK(out.all() == std::vector<float>(count, 2 * value));
    CHECK(all_are(x, 0));
  }
}

TEST_CASE("a recording goes on in a second stream and comes back", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1), y = numbers(1);
  const CudaStream stream, beside;
  CudaEvent fork, join;
  begin(stream);
  start_scale(x.data<float>(), count, 2, 0, stream.handle());
  fork.record(stream.handle());
  fork.hold_back(beside.handle());
  start_scale(y.data<float>(), count, 3, 0, beside.handle());
  join.record(beside.handle());
  start_scale(x.data<float>(), count, 1, 1, stream.handle());
  join.hold_back(stream.handle());
  start_scale(y.data<float>(), count, 1, 1, stream.handle());
  const Recorded recorded(stream.handle());
  CHECK(all_are(x, 1));
  CHECK(all_are(y, 1));
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusActive;
  CHECK(cudaStreamIsCapturing(beside.handle(), &status) == cudaSuccess);
  CHECK(status == cudaStreamCaptureStatusNone);
  recorded.replay(stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 3));
  CHECK(all_are(y, 4));
}

TEST_CASE("a graph may be gone before its replays have run", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream stream;
  {
    begin(stream);
    start_scale(x.data<float>(), count, 2, 0, stream.handle());
    const Recorded recorded(stream.handle());
    recorded.replay(stream.handle());
    recorded.replay(stream.handle());
  }
  stream.synchronize();
  CHECK(all_are(x, 4));
}

TEST_CASE("a graph is replayed in another stream, between other work", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream stream, other;
  begin(stream);
  start_scale(x.data<float>(), count, 2, 0, stream.handle());
  const Recorded recorded(stream.handle());
  start_scale(x.data<float>(), count, 1, 1, other.handle());
  recorded.replay(other.handle());
  start_scale(x.data<float>(), count, 1, 3, other.handle());
  other.synchronize();
  CHECK(all_are(x, 7));
}

TEST_CASE("tensors that the cache can serve are made while recording", "[layering]") {
  cuda_kernels::install();
  Tensor x = numbers(1);
  const CudaStream stream;
  const CudaStreamScope scope(stream.handle());
  x.add(x.clone());  // leaves the block of the copy in the cache
  stream.synchronize();
  begin(stream);
  {
    const Tensor same = x.clone();
    x.add(same);
  }
  const Recorded recorded(stream.handle());
  CHECK(all_are(x, 2));
  recorded.replay(stream.handle());
  recorded.replay(stream.handle());
  stream.synchronize();
  CHECK(all_are(x, 8));
}
