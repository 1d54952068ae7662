#pragma once

#include <algorithm>

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"
#include "14_fast_cpu/convolution_loops.hpp"

namespace strata::fast_cpu {

/// How the images of a batch are cut into chunks that have sums of their own. It depends on the shapes alone: a chunk
/// is not smaller than repays its sums, and the sums of all chunks together take at most `most_bytes`.
inline Index images_of_chunk(Index samples, Index images_worth_sums, Index images_at_once, Index bytes_of_sums) {
  constexpr Index most_bytes = Index{16} << 20, most_chunks = 16;
  const Index affordable = std::clamp<Index>(most_bytes / bytes_of_sums, 2, most_chunks);
  const Index chunks = std::clamp<Index>(samples / images_worth_sums, 2, affordable);
  const Index images = std::max<Index>(1, (samples + chunks - 1) / chunks);
  return images <= images_at_once ? images : (images + images_at_once - 1) / images_at_once * images_at_once;
}

/// Copies rows of `channels` numbers and fills them with zeros up to `padded_channels`.
template <class T>
void pad_channels(const T* from, Index rows, Index channels, Index padded_channels, T* to) {
  for (Index row = 0; row < rows; ++row, from += channels, to += padded_channels) {
    std::copy_n(from, channels, to);
    std::fill(to + channels, to + padded_channels, T(0));
  }
}

/// A bias with zeros up to the end of the last block that a convolution may compute.
template <class T>
Tensor padded_bias(const Tensor& bias) {
  const Index count = bias.count(), room = padded<T>(count) + 3 * lanes<T>;
  Tensor result({room}, bias.options());
  pad_channels(bias.data<T>(), 1, count, room, result.data<T>());
  return result;
}

// [region sum]
/// The gradient of a weight: chunks of images have sums of their own, which are added in order.
/// @param load_x   load_x(n, part, to) writes a part of input image n, with zeros around the image
/// @param give_dy  give_dy(first, images, space) returns the gradients of some images, which it may write into `space`
template <class T, class Gradient, class LoadX, class GiveDy>
void sum_weight_gradient(const Gradient& gradient, Index samples, const LoadX& load_x, Write write,
                         Tensor& weight_gradient, const GiveDy& give_dy) {
  const Index sums_count = gradient.sums_count(), in_channels = weight_gradient.dim(3);
  const Index chunk = images_of_chunk(samples, gradient.images_worth_sums(), gradient.images_at_once(),
                                      sums_count * static_cast<Index>(sizeof(T)));
  const Index chunks = chunk_count(samples, chunk), at_once = std::min(chunk, gradient.images_at_once());
  const Extent part = gradient.source_part();
  const Index sources = aligned<T>(at_once * part.pixels() * in_channels);
  const Index gradients = aligned<T>(at_once * gradient.positions() * gradient.padded_outputs());
  const Index space = sources + gradients + aligned<T>(gradient.workspace_count());
  const TensorOptions options = weight_gradient.options();
  Tensor all_sums({chunks, sums_count}, options), workspace({thread_count(), space}, options);
  T *const sums = all_sums.data<T>(), *const spaces = workspace.data<T>();
  parallel_for_workers(samples, chunk, [&](Index begin, Index end, Index worker) {
    T* const own_sums = sums + begin / chunk * sums_count;
    T *const source = spaces + worker * space, *const own_space = source + sources;
    std::fill_n(own_sums, sums_count, T(0));
    for (Index first = begin; first < end; first += at_once) {
      const Index images = std::min(at_once, end - first);
      for (Index n = 0; n < images; ++n) load_x(first + n, part, source + n * part.pixels() * in_channels);
      const T* const dy = give_dy(first, images, own_space);
      gradient.run(source, dy, images, own_sums, own_space + gradients);
    }
  });
  gradient.finish(sums, chunks, write, weight_gradient.data<T>());
}
// [endregion sum]

}  // namespace strata::fast_cpu
