#pragma once

#include <cstdint>
#include <vector>

#include "03_linear/linear.hpp"

namespace strata {

/// A chain to measure: `depth` Linear layers of equal width, each followed by the activation, and a last one that gives
/// the scores.
struct DeepChain {
  const Module& activation;   ///< its kind and options; it need not be built
  LinearOptions linear = {};  ///< how every Linear layer starts
  Index depth = 20;           ///< Linear layers before the last
  Index width = 64;           ///< outputs of each of them
  Index classes = 10;         ///< outputs of the last
};

/// The length of the gradient of every weight matrix before the first step of training, from the first layer to the
/// last: cross-entropy (3.16) on one batch of rows x with labels.
std::vector<double> weight_gradient_norms(const DeepChain& chain, const Tensor& x, const Tensor& labels,
                                          std::uint64_t seed);

}  // namespace strata
