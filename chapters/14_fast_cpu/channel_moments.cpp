#include "14_fast_cpu/channel_moments.hpp"

#include <array>
#include <cstddef>

#include "14_fast_cpu/channel_vectors.hpp"
#include "14_fast_cpu/moments.hpp"

namespace strata::fast_cpu {

template <class T>
ChannelMoments<T>::ChannelMoments(Index parts, Index channels)
    : parts_(parts),
      channels_(channels),
      moments_({parts, 2, channels}, {Device::cpu, dtype_of<T>}),
      counts_({parts}, {Device::cpu, Dtype::f64}) {}

namespace {

// use(k, pixel) for every pixel, k = 0, 1, 2, 3, 0, ...: an addition need not wait for the one before it.
template <class T, class Use>
void for_each_pixel(const T* pixel, Index count, Index step, const Use& use) {
  Index i = 0;
  for (; i + 4 <= count; i += 4) {
    for (std::size_t k = 0; k < 4; ++k, pixel += step) use(k, pixel);
  }
  for (; i < count; ++i, pixel += step) use(0, pixel);
}

template <class T>
Vector<T> total(const std::array<Vector<T>, 4>& sums) {
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

// [region add]
// (14.19a)  m = Σ z / n, rounded at each addition, r = Σ (z - m) / n,  μ = m + r,  q = Σ (z - m)² - n r²
template <class T>
void ChannelMoments<T>::add(Index part, const T* pixels, Index count) {
  T* const means = moments_.data<T>() + part * 2 * channels_;
  const Vector<T> n = broadcast(static_cast<T>(count));
  for_each_channel_vector<T>(channels_, [&](Index c, const auto& access) {
    std::array<Vector<T>, 4> sums{}, rests{}, squares{};
    for_each_pixel(pixels + c, count, channels_, [&](std::size_t k, const T* z) { sums[k] += access.load(z); });
    const Vector<T> guess = total<T>(sums) / n;
    for_each_pixel(pixels + c, count, channels_, [&](std::size_t k, const T* z) {
      const Vector<T> distance = access.load(z) - guess;
      rests[k] += distance;
      squares[k] += distance * distance;
    });
    const Vector<T> rest = total<T>(rests) / n;
    access.store(means + c, guess + rest);
    // Of a channel with one value, rounding may leave less than 0.
    access.store(means + channels_ + c, relu<T>(total<T>(squares) - n * rest * rest));
  });
  counts_.data<double>()[part] = static_cast<double>(count);
}
// [endregion add]

// [region combine]
// (14.19), in the order of the parts
template <class T>
void ChannelMoments<T>::combine(Tensor& mean, Tensor& variance) const {
  const T* const moments = moments_.data<T>();
  const double* const counts = counts_.data<double>();
  for (Index c = 0; c < channels_; ++c) {
    Moments all{};
    for (Index part = 0; part < parts_; ++part) {
      const T* const own = moments + part * 2 * channels_ + c;
      all = all + Moments{counts[part], static_cast<double>(own[0]), static_cast<double>(own[channels_])};
    }
    mean.data<T>()[c] = static_cast<T>(all.mean);
    variance.data<T>()[c] = static_cast<T>(all.variance());
  }
}
// [endregion combine]

template class ChannelMoments<float>;
template class ChannelMoments<double>;

}  // namespace strata::fast_cpu
