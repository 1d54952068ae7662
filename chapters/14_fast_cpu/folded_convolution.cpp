#include "14_fast_cpu/folded_convolution.hpp"

#include <array>
#include <utility>

#include "14_fast_cpu/batch_norm_use.hpp"

namespace strata::fast_cpu {
namespace {

// [region fold]
// (14.18)  s (W x + b - μ) + β = (s W) x + (s (b - μ) + β): BatchNorm with fixed statistics is a convolution, too.
template <class T>
PackedLayer folded(const AnyConvolution<T>& algorithm, Conv2d& layer, BatchNorm* norm) {
  const Tensor* const bias = bias_of(layer);
  if (norm == nullptr) return packed_layer(algorithm, layer.weight().value, bias);
  ChannelChange change;
  normalise_with_running<T>(*norm, change);
  Tensor weight = layer.weight().value.clone(), shift = change.shift.clone();
  const Index outputs = weight.dim(0), per_output = weight.count() / outputs;
  T *const to_weight = weight.data<T>(), *const to_shift = shift.data<T>();
  const T *const scale = std::as_const(change.scale).data<T>(), *const mean = std::as_const(change.mean).data<T>();
  for (Index o = 0; o < outputs; ++o) {
    to_shift[o] += scale[o] * ((bias != nullptr ? bias->data<T>()[o] : T(0)) - mean[o]);
    for (Index i = o * per_output; i < (o + 1) * per_output; ++i) to_weight[i] *= scale[o];
  }
  return packed_layer(algorithm, weight, &shift);
}
// [endregion fold]

}  // namespace

// [region packed]
template <class T>
const PackedLayer& FoldedConvolution<T>::packed(const AnyConvolution<T>& algorithm, Conv2d& layer, BatchNorm* norm) {
  std::array<const Tensor*, 6> tensors{&layer.weight().value, bias_of(layer)};
  if (norm != nullptr) {
    tensors[2] = &norm->running_mean();
    tensors[3] = &norm->running_variance();
    if (norm->norm_options().affine) {
      tensors[4] = &norm->scale().value;
      tensors[5] = &norm->shift().value;
    }
  }
  if (packed_.algorithm != algorithm.index() || !made_from_.unchanged(tensors)) {
    packed_ = folded(algorithm, layer, norm);
    made_from_.remember(tensors);
  }
  return packed_;
}
// [endregion packed]

template <class T>
void FoldedConvolution<T>::forget() {
  packed_ = PackedLayer();
  made_from_.forget();
}

template class FoldedConvolution<float>;
template class FoldedConvolution<double>;

}  // namespace strata::fast_cpu
