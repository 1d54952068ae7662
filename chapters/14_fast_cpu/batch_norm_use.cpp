#include "14_fast_cpu/batch_norm_use.hpp"

#include <cmath>
#include <string_view>
#include <utility>

#include "02_modules/state_visitor.hpp"
#include "08_normalization/give_gradient.hpp"
#include "common/error.hpp"

namespace strata::fast_cpu {
namespace {

// The buffers of a BatchNorm layer, which it shows to visitors only; by name, and without the list that buffers() would
// allocate in every step.
struct RunningStatistics : StateVisitor {
  Tensor *mean = nullptr, *variance = nullptr, *batches = nullptr;

  explicit RunningStatistics(BatchNorm& layer) { layer.visit(*this); }

  void buffer(std::string_view name, Tensor& tensor) override {
    if (name == "running_mean") mean = &tensor;
    if (name == "running_variance") variance = &tensor;
    if (name == "batches_tracked") batches = &tensor;
  }
};

// μ, γ r and β from statistics and the parameters of the layer.
template <class T>
void set_numbers(BatchNorm& layer, const ChannelStatistics& statistics, ChannelChange& change) {
  const Index channels = statistics.mean.count();
  const bool affine = layer.norm_options().affine;
  change.mean = statistics.mean;
  change.scale = Tensor({channels}, statistics.mean.options());
  change.shift = Tensor({channels}, statistics.mean.options());
  change.inverse_deviation = Tensor({channels}, statistics.mean.options());
  T *const scale = change.scale.data<T>(), *const shift = change.shift.data<T>();
  const T* const variance = statistics.variance.data<T>();
  const T* const gamma = affine ? std::as_const(layer.scale().value).data<T>() : nullptr;
  const T* const beta = affine ? std::as_const(layer.shift().value).data<T>() : nullptr;
  for (Index c = 0; c < channels; ++c) {
    const T r = 1 / std::sqrt(variance[c] + static_cast<T>(statistics.epsilon));
    change.inverse_deviation.data<T>()[c] = r;
    scale[c] = gamma != nullptr ? gamma[c] * r : r;
    shift[c] = beta != nullptr ? beta[c] : T(0);
  }
}

}  // namespace

template <class T>
void normalise_with_batch(BatchNorm& layer, const ChannelMoments<T>& moments, Index rows, ChannelChange& change) {
  if (rows < 2) {
    throw Error({layer.path() + ", training", "one value per channel",
                 "two or more, since the variance of one is 0 and every output would be the shift",
                 "use a larger batch, leave out a last batch of one, switch to eval(), or take LayerNorm"});
  }
  RunningStatistics running(layer);
  const Tensor& like = *running.mean;
  ChannelStatistics batch{Tensor(like.shape(), like.options()), Tensor(like.shape(), like.options()),
                          layer.norm_options().epsilon};
  moments.combine(batch.mean, batch.variance);
  kernels<BatchNormKernels>(like).track(batch, rows, layer.norm_options().momentum, *running.mean, *running.variance,
                                        *running.batches);
  set_numbers<T>(layer, batch, change);
}

template <class T>
void normalise_with_running(BatchNorm& layer, ChannelChange& change) {
  set_numbers<T>(layer, {layer.running_mean(), layer.running_variance(), layer.norm_options().epsilon}, change);
}

template <class T>
NormalisedGradient normalised_gradient(BatchNorm& layer, const ChannelChange& change, const double* sums, Index rows) {
  const Index channels = change.mean.count();
  const TensorOptions options = change.mean.options();
  const bool affine = layer.norm_options().affine;
  NormalisedGradient gradient{Tensor({channels}, options), Tensor({channels}, options)};
  Tensor dscale(change.mean.shape(), options), dshift(change.mean.shape(), options);
  for (Index c = 0; c < channels; ++c) {
    const auto s = static_cast<double>(change.scale.data<T>()[c]);
    const auto r = static_cast<double>(change.inverse_deviation.data<T>()[c]);
    const double r_sum = r * sums[channels + c], count = static_cast<double>(rows);
    dscale.data<T>()[c] = static_cast<T>(r_sum);
    dshift.data<T>()[c] = static_cast<T>(sums[c]);
    gradient.slope.data<T>()[c] = static_cast<T>(s * r * r_sum / count);
    gradient.offset.data<T>()[c] = static_cast<T>(s * sums[c] / count);
  }
  if (affine) {
    give_gradient(layer.scale(), dscale);
    give_gradient(layer.shift(), dshift);
  }
  return gradient;
}

template void normalise_with_batch(BatchNorm&, const ChannelMoments<float>&, Index, ChannelChange&);
template void normalise_with_batch(BatchNorm&, const ChannelMoments<double>&, Index, ChannelChange&);
template void normalise_with_running<float>(BatchNorm&, ChannelChange&);
template void normalise_with_running<double>(BatchNorm&, ChannelChange&);
template NormalisedGradient normalised_gradient<float>(BatchNorm&, const ChannelChange&, const double*, Index);
template NormalisedGradient normalised_gradient<double>(BatchNorm&, const ChannelChange&, const double*, Index);

}  // namespace strata::fast_cpu
