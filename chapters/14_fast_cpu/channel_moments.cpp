#include "14_fast_cpu/channel_moments.hpp"

#include "14_fast_cpu/channel_vectors.hpp"

namespace strata::fast_cpu {

template <class T>
ChannelMoments<T>::ChannelMoments(Index parts, Index channels)
    : parts_(parts),
      channels_(channels),
      moments_({parts, 2, channels}, {Device::cpu, dtype_of<T>}),
      counts_({parts}, {Device::cpu, Dtype::f64}) {}

// [region add]
template <class T>
void ChannelMoments<T>::add(Index part, const T* pixels, Index count) {
  T* const means = moments_.data<T>() + part * 2 * channels_;
  for_each_channel_vector<T>(channels_, [&](Index c, const auto& access) {
    Vector<T> sum{}, squares{};
    const T* pixel = pixels + c;
    for (Index i = 0; i < count; ++i, pixel += channels_) sum += access.load(pixel);
    const Vector<T> mean = sum / broadcast(static_cast<T>(count));
    pixel = pixels + c;
    for (Index i = 0; i < count; ++i, pixel += channels_) {
      const Vector<T> distance = access.load(pixel) - mean;
      squares += distance * distance;
    }
    access.store(means + c, mean);
    access.store(means + channels_ + c, squares);
  });
  counts_.data<double>()[part] = static_cast<double>(count);
}
// [endregion add]

// [region combine]
// (14.19)  Of n₁ numbers with mean μ₁ and sum of squares q₁, and n₂ with μ₂ and q₂: δ = μ₂ - μ₁,
// μ = μ₁ + δ n₂ / (n₁ + n₂),  q = q₁ + q₂ + δ² n₁ n₂ / (n₁ + n₂)
template <class T>
void ChannelMoments<T>::combine(Tensor& mean, Tensor& variance) const {
  const T* const moments = moments_.data<T>();
  const double* const counts = counts_.data<double>();
  for (Index c = 0; c < channels_; ++c) {
    double n = 0, mu = 0, q = 0;
    for (Index part = 0; part < parts_; ++part) {
      const T* const own = moments + part * 2 * channels_ + c;
      const double total = n + counts[part], delta = static_cast<double>(own[0]) - mu;
      mu += delta * counts[part] / total;
      q += static_cast<double>(own[channels_]) + delta * delta * n * counts[part] / total;
      n = total;
    }
    mean.data<T>()[c] = static_cast<T>(mu);
    variance.data<T>()[c] = static_cast<T>(q / n);
  }
}
// [endregion combine]

template class ChannelMoments<float>;
template class ChannelMoments<double>;

}  // namespace strata::fast_cpu
