#pragma once

#include <algorithm>
#include <cstddef>
#include <variant>

#include "10_convolution/conv2d.hpp"
#include "14_fast_cpu/convolution_loops.hpp"
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

/// What a backward pass through a convolution is made from and goes to.
template <class T>
struct ConvolutionGradients {
  Conv2d& layer;
  const ImageSource<T>& x;
  InputGradient wanted;
  const Tensor& add;    ///< gradients that dx is added to, where they stand; or undefined
  Tensor reuse;         ///< memory that may become dx: no image of it is read after its dy was made; or undefined
  Index scratch_count;  ///< numbers that the rows of dy need to be made
};

// [region backward]
/// All gradients of a convolution in one pass over the images: dW, db and dx of a few images are computed while their
/// dy is in the cache. Returns dx, or an undefined tensor.
/// @param gradients  the layer, its images, and where dx goes
/// @param write_row  write_row(n, h, to, scratch) writes row h of the dy of image n
template <class T, class WriteRow>
Tensor backward_convolution(const ConvolutionGradients<T>& gradients, const WriteRow& write_row) {
  Conv2d& layer = gradients.layer;
  const ImageSource<T>& x = gradients.x;
  const Window& window = layer.window();
  const TensorOptions options{Device::cpu, dtype_of<T>};
  const Index samples = x.samples(), inputs = x.size().channels, outputs = layer.weight().value.dim(0);
  const ImageSize size{window.rows.output, window.columns.output, outputs};
  const bool skip = gradients.wanted == InputGradient::skip;
  Tensor dx = skip ? Tensor() : gradients.add.defined() ? gradients.add : gradients.reuse;
  if (!skip && !dx.defined()) dx = Tensor({{samples, x.size().height, x.size().width, inputs}, "NHWC"}, options);
  const auto [dweight, write] = layer.weight().write_grad();
  Tensor& dw = dweight;
  const Write write_dw = write;
  const auto pass = [&](const auto& weight_gradient, const auto& convolution) {
    const Tensor packed = skip ? Tensor() : packed_weight<T>(convolution, layer.weight().value);
    const Index room = weight_gradient.padded_outputs(), chunk = chunk_of<T>(weight_gradient, samples);
    const Extent part = convolution.source_part(0, convolution.result_size().height);
    const Index at_once = std::min(chunk, weight_gradient.images_at_once()), row = size.width * outputs;
    const Index row_space = aligned<T>(std::max(row, x.scratch_count()));
    const Index dy_scratch = aligned<T>(gradients.scratch_count),
                padded_dy = aligned<T>(at_once * part.pixels() * outputs);
    const bool adds = !skip && gradients.add.defined();
    const Index count = x.size().count(), own_results = adds ? aligned<T>(at_once * count) : 0;
    const Index space = row_space + dy_scratch + padded_dy + own_results + aligned<T>(convolution.workspace_count());
    Tensor workspace({thread_count(), space}, options);
    Tensor bias_sums({chunk_count(samples, chunk), room}, options);
    bias_sums.fill(0);
    T *const spaces = workspace.data<T>(), *const sums = bias_sums.data<T>();
    T* const all_dx = skip ? nullptr : dx.data<T>();
    const auto load_x = [&](Index n, const Extent& wanted_part, T* to, Index worker) {
      load_padded<T>(x, n, wanted_part, to, spaces + worker * space);
    };
    const auto give_dy = [&](Index first, Index images, T* to, Index worker) -> const T* {
      T *const row_to = spaces + worker * space, *const scratch = row_to + row_space;
      for (Index i = 0; i < images * size.height; ++i) {
        T* const target = to + i * size.width * room;
        const Index n = first + i / size.height, h = i % size.height;
        write_row(n, h, room == outputs ? target : row_to, scratch);
        if (room != outputs) pad_channels(row_to, size.width, outputs, room, target);
      }
      return to;
    };
    const auto done = [&](Index chunk_number, Index first, Index images, const T* dy, Index worker) {
      add_rows(dy, images * size.height * size.width, room, sums + chunk_number * room);
      if (skip) return;
      T *const padded_images = spaces + worker * space + row_space + dy_scratch, *const own = padded_images + padded_dy;
      for (Index n = 0; n < images; ++n) {
        write_padded(size, part, padded_images + n * part.pixels() * outputs,
                     [&](Index h, Index column, Index pixels, T* to) {
                       const T* from = dy + ((n * size.height + h) * size.width + column) * room;
                       if (room == outputs) {
                         std::copy_n(from, pixels * outputs, to);
                       } else {
                         for (Index i = 0; i < pixels; ++i) std::copy_n(from + i * room, outputs, to + i * outputs);
                       }
                     });
      }
      T* const target = all_dx + first * count;
      T* const results = adds ? own : target;
      convolution.run(padded_images, images, 0, x.size().height, packed.data<T>(), nullptr, results, own + own_results);
      for (Index i = 0; adds && i < images * count; ++i) target[i] += results[i];
    };
    sum_weight_gradient<T>(weight_gradient, samples, load_x, write_dw, dw, give_dy, done);
    if (layer.conv_options().bias) give_bias_gradient<T>(layer.bias(), bias_sums, room);
  };
  std::visit(pass, plan_weight_gradient<T>(window, inputs, outputs, samples),
             plan_convolution<T>(window, inputs, outputs, ConvolutionPass::backward_input, samples));
  return dx;
}
// [endregion backward]

}  // namespace strata::fast_cpu
