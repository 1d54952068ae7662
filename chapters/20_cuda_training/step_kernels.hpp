#pragma once

// The two kernels of every optimiser, for files that hold kernels (.cu). What an optimiser does with one number is a
// Rule:
//
//   using Scalar = T;                                                  of its parameters
//   Coefficients coefficients(const StepNow&, const StepRow<T>&) const;  what all numbers of a parameter have in common
//   void update(const Coefficients&, const StepRow<T>&, Index i) const;  the step of number i

#include <algorithm>
#include <span>
#include <utility>

#include "15_cuda_kernels/shared_array.hpp"
#include "20_cuda_training/step_table.hpp"

namespace strata {

/// What Rule::coefficients() returns.
template <class Rule>
using CoefficientsOf = decltype(std::declval<Rule>().coefficients(StepNow{}, StepRow<typename Rule::Scalar>{}));

// [region step_all]
/// A step of all parameters. A block steps chunk after chunk; its first thread looks up whose chunk it is.
template <class Rule, class T = typename Rule::Scalar>
__global__ void step_all(const StepRow<T>* rows, Index parameters, const double* clock, Rule rule) {
  auto& row = shared_array<StepRow<T>>();
  auto& c = shared_array<CoefficientsOf<Rule>, 1>();
  const Index chunks = rows[parameters].first_chunk;
  for (Index chunk = blockIdx.x; chunk < chunks; chunk += gridDim.x) {
    if (threadIdx.x == 0) {
      row = rows[parameter_of(rows, parameters, chunk)];
      c = rule.coefficients(step_now(clock, row.rate_factor, row.missed), row);
    }
    __syncthreads();  // nobody reads row and c before they are there
    const Index begin = (chunk - row.first_chunk) * step_chunk, end = std::min(begin + step_chunk, row.count);
    for (Index i = begin + threadIdx.x; i < end; i += blockDim.x) rule.update(c, row, i);  // (20.4)
    __syncthreads();  // nor does the first thread change them before everybody is done
  }
}
// [endregion step_all]

/// A step of one parameter.
template <class Rule, class T = typename Rule::Scalar>
__global__ void step_one(StepRow<T> row, const double* clock, Rule rule) {
  auto& c = shared_array<CoefficientsOf<Rule>>();
  if (threadIdx.x == 0) c = rule.coefficients(step_now(clock, row.rate_factor, row.missed), row);
  __syncthreads();
  for (Index i = thread_number(); i < row.count; i += thread_count()) rule.update(c, row, i);
}

// [region launch]
/// Starts step_all. A block for each chunk, or fewer that take several each, as many as the table has.
template <class Rule, class T = typename Rule::Scalar>
void launch_step_all(const Rule& rule, const JointStep& step) {
  const StepTable<T>& table = step_table<T>(step);
  const Launch where{.grid = static_cast<unsigned>(std::min(table.chunks(), most_elementwise_blocks)),
                     .block = static_cast<unsigned>(elementwise_block)};
  const Tensor& clock = step.parameters.front().pace.clock;
  launch<step_all<Rule, T>>(where, table.rows(), table.parameters(), clock.data<double>(), rule);
}
// [endregion launch]

/// Starts step_one.
template <class Rule, class T = typename Rule::Scalar>
void launch_step_one(const Rule& rule, const Pace& pace, const Tensor& gradient, std::span<Tensor* const> memory,
                     Tensor& value) {
  launch<step_one<Rule, T>>(elementwise(value.count()), step_row<T>(pace, gradient, memory, value),
                            pace.clock.data<double>(), rule);
}

}  // namespace strata
