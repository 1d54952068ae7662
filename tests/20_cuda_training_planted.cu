// The kernel of 20_cuda_training/step_kernels.hpp with mistakes, for the tests that must see them.

#include "tests/20_cuda_training_planted.hpp"

#include "15_cuda_kernels/shared_array.hpp"
#include "20_cuda_training/step_table.hpp"

namespace strata {
namespace {

template <StepFault fault>
__device__ Index searched_parameter(const StepRow<float>* rows, Index parameters, Index chunk) {
  Index low = 0, high = parameters;
  while (high - low > 1) {
    const Index middle = (low + high) / 2, first = rows[middle].first_chunk;
    if (fault == StepFault::strict_search ? first < chunk : first <= chunk) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

template <StepFault fault>
__global__ void faulty_step_all(const StepRow<float>* rows, Index parameters, const double* clock, SgdOptions options) {
  auto& row = shared_array<StepRow<float>>();
  auto& c = shared_array<SgdCoefficients<float>>();
  const Index chunks = rows[parameters].first_chunk;
  for (Index chunk = blockIdx.x; chunk < chunks; chunk += gridDim.x) {
    if (threadIdx.x == 0) {
      row = rows[searched_parameter<fault>(rows, parameters, chunk)];
      c = sgd_coefficients<float>(options, step_now(clock, row.rate_factor, row.missed));
    }
    if constexpr (fault != StepFault::no_first_barrier) __syncthreads();
    const Index first = fault == StepFault::same_chunk_begin ? 0 : row.first_chunk;
    const Index begin = (chunk - first) * step_chunk, whole = begin + step_chunk;
    const Index end = fault == StepFault::no_end ? whole : std::min(whole, row.count);
    for (Index i = begin + threadIdx.x; i < end; i += blockDim.x) sgd_update(c, row.gradient[i], row.value[i]);
    if constexpr (fault != StepFault::no_second_barrier) __syncthreads();
  }
}

template <StepFault fault>
void faulty_step(const SgdOptions& options, const JointStep& step) {
  const StepTable<float>& table = step_table<float>(step);
  launch<faulty_step_all<fault>>({.grid = 1, .block = static_cast<unsigned>(elementwise_block)}, table.rows(),
                                 table.parameters(), step.parameters.front().pace.clock.data<double>(), options);
}

template <StepFault fault>
constexpr SgdKernels faulty{nullptr, &faulty_step<fault>};

const SgdKernels& kernels_with(StepFault fault) {
  switch (fault) {
    case StepFault::no_first_barrier:
      return faulty<StepFault::no_first_barrier>;
    case StepFault::no_second_barrier:
      return faulty<StepFault::no_second_barrier>;
    case StepFault::strict_search:
      return faulty<StepFault::strict_search>;
    case StepFault::no_end:
      return faulty<StepFault::no_end>;
    case StepFault::same_chunk_begin:
      return faulty<StepFault::same_chunk_begin>;
    default:
      return faulty<StepFault::none>;
  }
}

}  // namespace

KernelTable<SgdKernels>::Entry faulty_sgd(StepFault fault) {
  return {Device::cuda, Dtype::f32, "planted", &kernels_with(fault)};
}

}  // namespace strata
