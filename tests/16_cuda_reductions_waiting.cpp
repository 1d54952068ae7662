// Nothing in the chapter waits, takes memory in the second step, or looks at a number: a graph can record all of it.

#include <cuda_runtime.h>

#include <catch2/catch.hpp>

#include "15_cuda_kernels/stream.hpp"
#include "16_cuda_reductions/predictions.hpp"
#include "16_cuda_reductions/sum.hpp"
#include "tests/05_losses_criteria.hpp"
#include "tests/16_cuda_reductions_device.hpp"

using namespace strata;

namespace {

// Everything that a training step takes from the chapter, by the kernels alone: the criteria themselves still look at
// labels and losses on the CPU.
struct Step {
  Tensor y, labels, t;
  Tensor p{y.shape(), y.options()}, dy{y.shape(), y.options()}, losses{{y.dim(0)}, {Device::cuda, Dtype::f64}};
  Tensor total = Tensor::full({1}, 0, losses.options()), right = Tensor::full({1}, 0, labels.options());

  void run() {
    kernels<SoftMaxKernels>(y).forward(y, p);
    kernels<SoftMaxKernels>(y).backward(p, t, dy);
    kernels<LogSoftMaxKernels>(y).forward(y, p);
    kernels<LogSoftMaxKernels>(y).backward(p, t, dy);
    kernels<ClassNLLKernels>(y).forward(y, labels, losses);
    kernels<ClassNLLKernels>(y).backward(y, labels, 0.5, dy);
    kernels<ClassNLLUnstableKernels>(y).forward(t, labels, losses);
    kernels<ClassNLLUnstableKernels>(y).backward(t, labels, 0.5, dy);
    kernels<MeanSquaredErrorKernels>(y).forward(y, t, losses);
    kernels<MeanSquaredErrorKernels>(y).backward(y, t, 0.5, dy);
    kernels<MeanAbsoluteErrorKernels>(y).forward(y, t, losses);
    kernels<MeanAbsoluteErrorKernels>(y).backward(y, t, 0.5, dy);
    kernels<BinaryCrossEntropyKernels>(y).forward(t, t, nullptr, losses);
    kernels<BinaryCrossEntropyKernels>(y).backward(t, t, &t, 0.5, dy);
    kernels<BinaryCrossEntropyWithLogitsKernels>(y).forward(y, t, &t, losses);
    kernels<BinaryCrossEntropyWithLogitsKernels>(y).backward(y, t, nullptr, 0.5, dy);
    kernels<CrossEntropyKernels>(y).forward(y, labels, losses);
    kernels<CrossEntropyKernels>(y).backward(y, labels, 0.5, dy);
    total.copy_from(cuda_reductions::sum(losses));
    cuda_reductions::count_right(cuda_reductions::argmax(y), labels, right);
  }
};

}  // namespace

TEST_CASE("A graph records and repeats everything that a step takes from the chapter", "[layering]") {
  use_cuda();
  Rng rng(1, Stream::test);
  for (const Index classes : {10, 70}) {
    const Shape shape({33, classes}, "NK");
    Step step{normal_tensor(shape, rng, Dtype::f32).to(Device::cuda),
              losses::random_labels(33, classes, rng).to(Device::cuda),
              losses::random_shares(shape, rng).to(Dtype::f32).to(Device::cuda)};
    step.run();
    const Tensor dy = step.dy.clone(), total = step.total.clone(), right = step.right.to(Device::cpu);

    const CudaStream stream;
    const CudaStreamScope scope(stream.handle());
    cudaGraph_t graph = nullptr;
    REQUIRE(cudaStreamBeginCapture(stream.handle(), cudaStreamCaptureModeThreadLocal) == cudaSuccess);
    step.run();
    REQUIRE(cudaStreamEndCapture(stream.handle(), &graph) == cudaSuccess);
    cudaGraphExec_t executable = nullptr;
    REQUIRE(cudaGraphInstantiate(&executable, graph, 0) == cudaSuccess);
    step.dy.fill(0);
    step.total.fill(0);
    step.right.fill(0);
    for (int repeat = 0; repeat < 2; ++repeat) REQUIRE(cudaGraphLaunch(executable, stream.handle()) == cudaSuccess);
    stream.synchronize();
    CHECK(equal_bits(step.dy, dy));
    CHECK(equal_bits(step.total, total));
    const Tensor twice = step.right.to(Device::cpu);
    CHECK(twice.values<std::int32_t>()[0] == 2 * right.values<std::int32_t>()[0]);
    CHECK(cudaGraphExecDestroy(executable) == cudaSuccess);
    CHECK(cudaGraphDestroy(graph) == cudaSuccess);
  }
}
