// A training step that was recorded as a graph: what changes from step to step lies on the device, so every replay is
// the step that would have followed.

#include <cuda_runtime_api.h>

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "02_modules/sequential.hpp"
#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "18_cuda_normalization/cuda_normalization.hpp"
#include "tests/08_normalization_cases.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/18_cuda_normalization_passes.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

namespace {

// What a stream was given while a function ran, to be done again and again.
class Recording {
 public:
  Recording(const CudaStream& stream, FunctionRef<void()> step) : stream_(stream.handle()) {
    cudaGraph_t graph = nullptr;
    expect_success(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "cudaStreamBeginCapture");
    step();
    expect_success(cudaStreamEndCapture(stream_, &graph), "cudaStreamEndCapture");
    expect_success(cudaGraphInstantiate(&executable_, graph, 0), "cudaGraphInstantiate");
    cudaGraphDestroy(graph);
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording() { cudaGraphExecDestroy(executable_); }

  void replay() const { expect_success(cudaGraphLaunch(executable_, stream_), "cudaGraphLaunch"); }

 private:
  cudaStream_t stream_;
  cudaGraphExec_t executable_ = nullptr;
};

}  // namespace

TEST_CASE("Replays of a recorded step draw new masks and move running statistics as the CPU's steps do", "[layering]") {
  cuda_kernels::install();
  cuda_normalization::install();
  Rng rng(fresh_seed(), Stream::test);
  const Shape batch{4, 5, 3, 7};
  Sequential network = sequential("network", BatchNorm({.momentum = std::nullopt}), Dropout(0.4), BatchNorm(),
                                  Dropout2d(0.3), LayerNorm());
  network.to(Dtype::f64);
  network.build(batch.without_front(), rng);
  const auto on_gpu = network.clone();
  on_gpu->to(Device::cuda);
  const Tensor x = normal_tensor(batch, rng), dy = normal_tensor(batch, rng);

  const CudaStream stream;
  const CudaStreamScope stream_scope(stream.handle());
  CachingAllocator memory(allocator(Device::cuda).source());
  const AllocatorScope memory_scope(Device::cuda, memory);
  const Tensor x_there = x.to(Device::cuda), dy_there = dy.to(Device::cuda);
  Tensor y(batch, x_there.options()), dx(batch, x_there.options());
  const auto step_there = [&] {
    on_gpu->zero_grad();
    y.copy_from(on_gpu->forward(x_there));
    dx.copy_from(on_gpu->backward(dy_there));
  };
  const auto check_step = [&] {
    network.zero_grad();
    const Tensor expected_y = network.forward(x), expected_dx = network.backward(dy);
    CHECK(largest_difference(y.to(Device::cpu), expected_y) <= 1e-12 * largest(expected_y));
    CHECK(largest_difference(dx.to(Device::cpu), expected_dx) <= 1e-12 * largest(expected_dx));
    const std::vector<Tensor*> here = buffers(network), there = buffers(*on_gpu);
    for (std::size_t i = 0; i < here.size(); ++i) {
      const Tensor got = there[i]->to(Device::cpu);
      CHECK(largest_difference(got, *here[i]) <= (got.dtype() == Dtype::i64 ? 0 : 1e-12));
    }
  };
  step_there();  // so that recording takes no memory from CUDA
  check_step();
  const Recording recording(stream, step_there);
  for (int replay = 0; replay < 3; ++replay) {
    recording.replay();
    check_step();
  }
}
