#pragma once

// The gradient of the bias, which all three sets of convolution kernels share. For files that hold kernels (.cu).

#include "19_cuda_convolution/partial_sums.hpp"

namespace strata::cuda_convolution {

// [region bias_gradient]
/// Term (m, o) of (10.18).
template <class T>
struct UpstreamTerm {
  const T* dy;    ///< [M, O], a row for each position
  Index outputs;  ///< O

  /// dy[m,o]
  constexpr T operator()(Index m, Index o) const { return dy[m * outputs + o]; }
};

/// (10.18)  db[o] = Σ_m dy[m,o] over all positions, assigned or added (2.5)
template <class T>
void backward_bias(const Tensor& output_gradient, Write write, Tensor& bias_gradient) {
  const Index outputs = output_gradient.dim(3), positions = output_gradient.count() / outputs;
  const Parts parts = parts_of(positions, blocks_for(outputs, 32));
  Tensor partial({parts.count, outputs}, output_gradient.options());
  start_column_sums<T>(UpstreamTerm<T>{output_gradient.data<T>(), outputs}, positions, outputs, parts,
                       partial.data<T>());
  start_add_parts<T>(partial, write, bias_gradient);
}
// [endregion bias_gradient]

}  // namespace strata::cuda_convolution
