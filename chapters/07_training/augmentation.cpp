#include <fmt/format.h>

#include <utility>

#include "01_tensors/views.hpp"
#include "07_training/data_loader.hpp"
#include "common/error.hpp"

namespace strata {

// [region random_shift]
Augmentation random_shift(Index most) {
  if (most < 0) throw Error({"random_shift", fmt::format("{} pixels", most), "0 or more", ""});
  return [most](Tensor& images, Rng& rng) {
    const Tensor before = images.clone();
    const auto from = image<std::uint8_t>(before);
    const auto to = image<std::uint8_t>(images);
    for (Index n = 0; n < to.samples; ++n) {
      const Index down = rng.below(2 * most + 1) - most, right = rng.below(2 * most + 1) - most;
      for (Index h = 0; h < to.height; ++h) {
        for (Index w = 0; w < to.width; ++w) {
          const Index row = h - down, column = w - right;
          const bool inside = row >= 0 && row < to.height && column >= 0 && column < to.width;
          for (Index c = 0; c < to.channels; ++c) to(n, h, w, c) = inside ? from(n, row, column, c) : std::uint8_t{0};
        }
      }
    }
  };
}
// [endregion random_shift]

Augmentation random_mirror() {
  return [](Tensor& images, Rng& rng) {
    const auto pixels = image<std::uint8_t>(images);
    for (Index n = 0; n < pixels.samples; ++n) {
      if (rng.below(2) == 0) continue;
      for (Index h = 0; h < pixels.height; ++h) {
        for (Index w = 0; w < pixels.width / 2; ++w) {
          for (Index c = 0; c < pixels.channels; ++c) {
            std::swap(pixels(n, h, w, c), pixels(n, h, pixels.width - 1 - w, c));
          }
        }
      }
    }
  };
}

}  // namespace strata
