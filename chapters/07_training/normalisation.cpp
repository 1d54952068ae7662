#include "07_training/normalisation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "01_tensors/views.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

constexpr Index pixels_per_chunk = 1 << 14;

}  // namespace

Normalisation Normalisation::none(Index channels) {
  const auto count = static_cast<std::size_t>(channels);
  return {std::vector<double>(count, 0.0), std::vector<double>(count, 1.0)};
}

Normalisation Normalisation::measured(const Dataset& train) {
  const auto images = image<std::uint8_t>(train.images);
  Normalisation result = none(images.channels);
  const Index pixels = train.images.count() / images.channels;
  for (Index c = 0; c < images.channels; ++c) {
    Index sum = 0, squares = 0;  // of whole numbers: exact
    for (Index i = 0; i < pixels; ++i) {
      const Index value = images.data[i * images.channels + c];
      sum += value;
      squares += value * value;
    }
    const double mean = static_cast<double>(sum) / static_cast<double>(pixels);
    const double variance = static_cast<double>(squares) / static_cast<double>(pixels) - mean * mean;
    result.mean[static_cast<std::size_t>(c)] = mean / 255;
    result.deviation[static_cast<std::size_t>(c)] = variance > 0 ? std::sqrt(variance) / 255 : 1.0;
  }
  return result;
}

Normalisation Normalisation::published(const Dataset& train) {
  if (train.name == "mnist") return {{0.1307}, {0.3081}};
  if (train.name == "cifar10") return {{0.4914, 0.4822, 0.4465}, {0.2023, 0.1994, 0.2010}};
  return measured(train);
}

// [region apply]
Tensor Normalisation::apply(const Tensor& images) const {
  expect_shape(images, {{any, any, any, static_cast<Index>(mean.size())}, "NHWC"}, "Normalisation",
               "one mean per channel");
  std::vector<float> scale, shift;
  for (std::size_t c = 0; c < mean.size(); ++c) {
    if (c >= deviation.size() || !(deviation[c] > 0) || !std::isfinite(mean[c])) {
      throw Error({"Normalisation", fmt::format("channel {} without a mean and a deviation above 0", c),
                   "both for each channel", ""});
    }
    scale.push_back(static_cast<float>(1 / (255 * deviation[c])));
    shift.push_back(static_cast<float>(-mean[c] / deviation[c]));
  }
  Tensor x(images.shape());
  const std::uint8_t* const from = images.data<std::uint8_t>();
  float* const to = x.data<float>();
  const auto channels = static_cast<Index>(mean.size());
  parallel_for(images.count() / channels, pixels_per_chunk, [&](Index begin, Index end) {
    for (Index c = 0; c < channels; ++c) {
      const float a = scale[static_cast<std::size_t>(c)], b = shift[static_cast<std::size_t>(c)];
      for (Index i = begin; i < end; ++i) {
        to[i * channels + c] = a * static_cast<float>(from[i * channels + c]) + b;  // (7.2)
      }
    }
  });
  return x;
}
// [endregion apply]

}  // namespace strata
