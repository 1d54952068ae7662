#include "14_fast_cpu/channel_change.hpp"

#include <algorithm>
#include <type_traits>

#include "14_fast_cpu/channel_vectors.hpp"

namespace strata::fast_cpu {
namespace {

// Calls action(normalised, rectified) with what the compiler can then leave out.
template <class Action>
void with_parts(const ChannelChange& change, const Action& action) {
  using Yes = std::true_type;
  using No = std::false_type;
  if (change.normalised && change.rectified) return action(Yes(), Yes());
  if (change.normalised) return action(Yes(), No());
  if (change.rectified) return action(No(), Yes());
  action(No(), No());
}

// What belongs to a vector of channels of image n.
template <class T>
struct ChannelNumbers {
  Vector<T> mean{}, scale{}, shift{}, mask{};

  template <class Access>
  ChannelNumbers(const ChannelChange& change, Index n, Index channels, Index c, const Access& access) {
    if (change.normalised) {
      mean = access.load(change.mean.data<T>() + c);
      scale = access.load(change.scale.data<T>() + c);
      shift = access.load(change.shift.data<T>() + c);
    }
    mask = change.mask.defined() ? access.load(change.mask.data<T>() + n * channels + c) : broadcast(T(1));
  }

  // z - μ, or z where nothing is normalised.
  template <bool Normalised>
  Vector<T> centred(const Vector<T>& z) const {
    if constexpr (Normalised) return z - mean;
    return z;
  }

  // What of dy comes through mask and ReLU.
  template <bool Normalised, bool Rectified>
  Vector<T> through(const Vector<T>& centred_z, const Vector<T>& dy) const {
    if constexpr (Normalised && Rectified) return through_relu<T>(centred_z * scale + shift, dy * mask);
    if constexpr (Rectified) return through_relu<T>(centred_z, dy * mask);
    return dy * mask;
  }
};

}  // namespace

// [region change_pixels]
template <class T>
void change_pixels(const ChannelChange& change, Index n, Index channels, Index count, const T* pixels, T* to) {
  if (change.is_identity()) {
    if (to != pixels) std::copy_n(pixels, count * channels, to);
    return;
  }
  with_parts(change, [&](auto normalised, auto rectified) {
    for_each_channel_vector<T>(channels, [&](Index c, const auto& access) {
      const ChannelNumbers<T> numbers(change, n, channels, c, access);
      const T* pixel = pixels + c;
      T* result = to + c;
      for (Index i = 0; i < count; ++i, pixel += channels, result += channels) {
        Vector<T> y = numbers.template centred<normalised>(access.load(pixel));
        if constexpr (normalised) y = y * numbers.scale + numbers.shift;
        if constexpr (rectified) y = relu<T>(y);
        access.store(result, y * numbers.mask);
      }
    });
  });
}
// [endregion change_pixels]

template <class T>
void add_gradient_sums(const ChannelChange& change, Index n, Index channels, Index count, const T* z, const T* dy,
                       double* sums) {
  with_parts(change, [&](auto normalised, auto rectified) {
    for_each_channel_vector<T>(channels, [&](Index c, const auto& access) {
      const ChannelNumbers<T> numbers(change, n, channels, c, access);
      Vector<T> sum{}, sum_z{};
      const T *z_pixel = z + c, *dy_pixel = dy + c;
      for (Index i = 0; i < count; ++i, z_pixel += channels, dy_pixel += channels) {
        const Vector<T> centred = numbers.template centred<normalised>(access.load(z_pixel));
        const Vector<T> g = numbers.template through<normalised, rectified>(centred, access.load(dy_pixel));
        sum += g;
        sum_z += g * centred;
      }
      for (Index lane = 0; lane < lanes<T> && c + lane < channels; ++lane) {
        sums[c + lane] += static_cast<double>(sum[lane]);
        sums[channels + c + lane] += static_cast<double>(sum_z[lane]);
      }
    });
  });
}

// [region change_gradients]
template <class T>
void change_gradients(const ChannelChange& change, const NormalisedGradient& gradient, Index n, Index channels,
                      Index count, const T* z, const T* dy, T* dz) {
  if (change.is_identity()) {
    std::copy_n(dy, count * channels, dz);
    return;
  }
  with_parts(change, [&](auto normalised, auto rectified) {
    for_each_channel_vector<T>(channels, [&](Index c, const auto& access) {
      const ChannelNumbers<T> numbers(change, n, channels, c, access);
      Vector<T> slope{}, offset{};
      if constexpr (normalised) {
        slope = access.load(gradient.slope.data<T>() + c);
        offset = access.load(gradient.offset.data<T>() + c);
      }
      const T *z_pixel = z + c, *dy_pixel = dy + c;
      T* result = dz + c;
      for (Index i = 0; i < count; ++i, z_pixel += channels, dy_pixel += channels, result += channels) {
        const Vector<T> centred = numbers.template centred<normalised>(access.load(z_pixel));
        Vector<T> g = numbers.template through<normalised, rectified>(centred, access.load(dy_pixel));
        if constexpr (normalised) g = g * numbers.scale - centred * slope - offset;  // (8.23)
        access.store(result, g);
      }
    });
  });
}
// [endregion change_gradients]

template void change_pixels(const ChannelChange&, Index, Index, Index, const float*, float*);
template void change_pixels(const ChannelChange&, Index, Index, Index, const double*, double*);
template void add_gradient_sums(const ChannelChange&, Index, Index, Index, const float*, const float*, double*);
template void add_gradient_sums(const ChannelChange&, Index, Index, Index, const double*, const double*, double*);
template void change_gradients(const ChannelChange&, const NormalisedGradient&, Index, Index, Index, const float*,
                               const float*, float*);
template void change_gradients(const ChannelChange&, const NormalisedGradient&, Index, Index, Index, const double*,
                               const double*, double*);

}  // namespace strata::fast_cpu
