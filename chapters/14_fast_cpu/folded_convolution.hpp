#pragma once

#include "08_normalization/batch_norm.hpp"
#include "10_convolution/conv2d.hpp"
#include "14_fast_cpu/made_from.hpp"
#include "14_fast_cpu/source_loops.hpp"

namespace strata::fast_cpu {

/// The bias of a convolution, or null.
inline const Tensor* bias_of(Conv2d& layer) { return layer.conv_options().bias ? &layer.bias().value : nullptr; }

/// Weight and bias of a convolution for evaluation, with the BatchNorm behind it folded into them (14.18). They are
/// kept until one of the tensors that they were made from changes.
template <class T>
class FoldedConvolution {
 public:
  /// Weight and bias as the algorithm reads them.
  /// @param algorithm  what will read them; another one than in the last call makes them anew
  /// @param layer      the convolution
  /// @param norm       what follows it, or null
  const PackedLayer& packed(const AnyConvolution<T>& algorithm, Conv2d& layer, BatchNorm* norm);

  /// Lets go of what it keeps.
  void forget();

 private:
  PackedLayer packed_;
  MadeFrom<6> made_from_;
};

}  // namespace strata::fast_cpu
