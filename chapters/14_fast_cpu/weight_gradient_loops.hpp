#pragma once

#include <algorithm>

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"
#include "14_fast_cpu/channel_vectors.hpp"
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

/// The same for an algorithm.
template <class T, class Gradient>
Index chunk_of(const Gradient& gradient, Index samples) {
  return images_of_chunk(samples, gradient.images_worth_sums(), gradient.images_at_once(),
                         gradient.sums_count() * static_cast<Index>(sizeof(T)));
}

/// Copies rows of `channels` numbers and fills them with zeros up to `padded_channels`.
template <class T>
void pad_channels(const T* from, Index rows, Index channels, Index padded_channels, T* to) {
  for (Index row = 0; row < rows; ++row, from += channels, to += padded_channels) {
    std::copy_n(from, channels, to);
    std::fill(to + channels, to + padded_channels, T(0));
  }
}

/// A bias with zeros up to the end of the last block that a convolution may compute, which has two vectors at most.
template <class T>
Tensor padded_bias(const Tensor& bias) {
  const Index count = bias.count(), room = padded<T>(count) + lanes<T>;
  Tensor result({room}, bias.options());
  pad_channels(bias.data<T>(), 1, count, room, result.data<T>());
  return result;
}

/// sums[c] += Σ rows[r, c]
template <class T>
void add_rows(const T* rows, Index count, Index channels, T* sums) {
  for_each_channel_vector<T>(channels, [&](Index c, const auto& access) {
    Vector<T> sum = access.load(sums + c);
    const T* row = rows + c;
    for (Index i = 0; i < count; ++i, row += channels) sum += access.load(row);
    access.store(sums + c, sum);
  });
}

/// Writes or adds the gradient of a bias (10.18) from the sums [chunks, room] of all chunks, in their order.
template <class T>
void give_bias_gradient(Parameter& bias, const Tensor& sums, Index room) {
  const auto [gradient, write] = bias.write_grad();
  T* const to = gradient.template data<T>();
  const T* const from = sums.data<T>();
  for (Index c = 0; c < gradient.count(); ++c) {
    T sum = 0;
    for (Index chunk = 0; chunk < sums.dim(0); ++chunk) sum += from[chunk * room + c];
    to[c] = write == Write::assign ? sum : to[c] + sum;
  }
}

// [region sum]
/// The gradient of a weight: chunks of images have sums of their own, which are added in order.
/// @param gradient         the algorithm
/// @param samples          images of the batch
/// @param load_x           load_x(n, part, to, worker) writes a part of input image n, with zeros around the image
/// @param write            whether the sums are assigned or added
/// @param weight_gradient  where they go, [O,KH,KW,I]
/// @param give_dy          give_dy(first, images, space, worker) returns the gradients of some images, which it may
///                         write into `space`
/// @param done             done(chunk, first, images, dy, worker) is called while these gradients are in the cache
template <class T, class Gradient, class LoadX, class GiveDy, class Done>
void sum_weight_gradient(const Gradient& gradient, Index samples, const LoadX& load_x, Write write,
                         Tensor& weight_gradient, const GiveDy& give_dy, const Done& done) {
  const Index sums_count = gradient.sums_count(), in_channels = weight_gradient.dim(3);
  const Index chunk = chunk_of<T>(gradient, samples);
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
      for (Index n = 0; n < images; ++n) load_x(first + n, part, source + n * part.pixels() * in_channels, worker);
      const T* const dy = give_dy(first, images, own_space, worker);
      gradient.run(source, dy, images, own_sums, own_space + gradients);
      done(begin / chunk, first, images, dy, worker);
    }
  });
  gradient.finish(sums, chunks, write, weight_gradient.data<T>());
}
// [endregion sum]

}  // namespace strata::fast_cpu
