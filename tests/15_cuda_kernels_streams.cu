// A kernel for tests of streams and graphs.

#include "tests/15_cuda_kernels_streams.hpp"

#include "15_cuda_kernels/elementwise.hpp"

namespace strata {
namespace {

__global__ void scale_numbers(float* x, Index count, float factor, float summand) {
  for (Index i = thread_number(); i < count; i += thread_count()) x[i] = factor * x[i] + summand;
}

}  // namespace

void start_scale(float* x, Index count, float factor, float summand, cudaStream_t stream) {
  Launch where = elementwise(count);
  where.stream = stream;
  launch<scale_numbers>(where, x, count, factor, summand);
}

}  // namespace strata
