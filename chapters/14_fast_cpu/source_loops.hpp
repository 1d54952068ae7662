#pragma once

#include <cstddef>
#include <variant>

#include "14_fast_cpu/convolution_loops.hpp"
#include "14_fast_cpu/convolution_plan.hpp"
#include "14_fast_cpu/images.hpp"
#include "14_fast_cpu/weight_gradient_loops.hpp"

namespace strata::fast_cpu {

/// How a batch is cut for the algorithm that was chosen.
template <class T>
Units units_of_any(const AnyConvolution<T>& any_convolution, Index samples, Index row_multiple = 1) {
  return std::visit([&](const auto& convolution) { return units_of(convolution, samples, row_multiple); },
                    any_convolution);
}

/// The weight and bias of a layer as an algorithm reads them.
struct PackedLayer {
  Tensor weight, bias;        ///< bias: undefined if there is none
  std::size_t algorithm = 0;  ///< which alternative of AnyConvolution reads them
};

/// Brings weight and bias into the form that an algorithm reads.
template <class T>
PackedLayer packed_layer(const AnyConvolution<T>& any_convolution, const Tensor& weight, const Tensor* bias) {
  return {std::visit([&](const auto& convolution) { return packed_weight<T>(convolution, weight); }, any_convolution),
          bias != nullptr ? padded_bias<T>(*bias) : Tensor(), any_convolution.index()};
}

/// Computes a convolution of images that are stored or made on the way; place and done as for convolve().
template <class T, class Place, class Done>
void convolve_source(const AnyConvolution<T>& any_convolution, const ImageSource<T>& source, const PackedLayer& layer,
                     const Units& units, const Place& place, const Done& done) {
  const Index scratch_count = source.scratch_count() + 1;
  Tensor scratch({thread_count(), scratch_count}, layer.weight.options());
  T* const spaces = scratch.data<T>();
  const T* const bias = layer.bias.defined() ? layer.bias.data<T>() : nullptr;
  const auto load = [&](Index n, const Extent& part, T* to, Index worker) {
    load_padded<T>(source, n, part, to, spaces + worker * scratch_count);
  };
  std::visit(
      [&](const auto& convolution) {
        convolve<T>(convolution, units, layer.weight.data<T>(), bias, load, place, done);
      },
      any_convolution);
}

}  // namespace strata::fast_cpu
