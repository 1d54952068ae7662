// Mean and variance of the channels of a batch, taken in parts.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "01_tensors/random.hpp"
#include "14_fast_cpu/channel_moments.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

struct MeanAndVariance {
  Tensor mean, variance;
};

template <class T>
MeanAndVariance moments_of(const std::vector<T>& pixels, Index channels, Index parts) {
  const Index count = static_cast<Index>(pixels.size()) / channels, of_part = (count + parts - 1) / parts;
  fast_cpu::ChannelMoments<T> moments(parts, channels);
  for (Index part = 0; part < parts; ++part) {
    const Index begin = part * of_part;
    moments.add(part, pixels.data() + begin * channels, std::min(of_part, count - begin));
  }
  const TensorOptions options{Device::cpu, dtype_of<T>};
  MeanAndVariance result{Tensor({channels}, options), Tensor({channels}, options)};
  moments.combine(result.mean, result.variance);
  return result;
}

}  // namespace

TEST_CASE("A channel of one value has this value as its mean, and a variance of 0 but for rounding", "[layering]") {
  for (const Index channels : {3, 17, 64}) {
    for (const float value : {7.3F, -1000.1F, 1e-3F}) {
      CAPTURE(channels, value);
      const std::vector<float> pixels(static_cast<std::size_t>(50177 * channels), value);
      const MeanAndVariance got = moments_of(pixels, channels, 2);
      for (const float mean : got.mean.values<float>()) CHECK(mean == value);
      for (const float variance : got.variance.values<float>()) {
        CHECK(variance >= 0);
        CHECK(variance <= 1e-12F * value * value);  // a millionth of the value, squared
      }
    }
  }
}

TEST_CASE("The moments of a channel with a large mean are those of sums in float64", "[layering]") {
  Rng rng(7);
  constexpr Index channels = 5, count = 50176;
  for (const float mean : {0.0F, 100.0F, 10000.0F}) {
    CAPTURE(mean);
    const Tensor noise = normal_tensor({count, channels}, rng, Dtype::f32);
    std::vector<float> pixels(noise.values<float>().begin(), noise.values<float>().end());
    for (float& pixel : pixels) pixel += mean;
    const MeanAndVariance got = moments_of(pixels, channels, 3),
                          expected = moments_of(std::vector<double>(pixels.begin(), pixels.end()), channels, 1);
    for (Index c = 0; c < channels; ++c) {
      const double exact_mean = expected.mean.data<double>()[c], exact_variance = expected.variance.data<double>()[c];
      // Half a unit in the last place of the mean, and a little for noise around 0.
      CHECK(std::abs(got.mean.data<float>()[c] - exact_mean) <= 6e-8 * std::abs(exact_mean) + 1e-7);
      CHECK(std::abs(got.variance.data<float>()[c] - exact_variance) <= 1e-5 * exact_variance);
    }
  }
}
