#pragma once

#include "08_normalization/batch_norm.hpp"
#include "14_fast_cpu/channel_change.hpp"
#include "14_fast_cpu/channel_moments.hpp"

namespace strata::fast_cpu {

/// @{
/// How a fused step uses the numbers of a BatchNorm layer that it stands for.

/// Takes the moments of a training batch into the running statistics, and writes mean, scale and shift of the change.
template <class T>
void normalise_with_batch(BatchNorm& layer, const ChannelMoments<T>& moments, Index rows, ChannelChange& change);

/// Mean, scale and shift of the change in evaluation, from the running statistics.
template <class T>
void normalise_with_running(BatchNorm& layer, ChannelChange& change);

/// The gradients of scale and shift, written or added, and what (8.23) needs, from the sums of add_gradient_sums.
template <class T>
NormalisedGradient normalised_gradient(BatchNorm& layer, const ChannelChange& change, const double* sums, Index rows);
/// @}

}  // namespace strata::fast_cpu
