#include "03_linear/image_halves.hpp"

#include "01_tensors/views.hpp"

namespace strata {

ImageHalves mean_brightness(const Dataset& data) {
  const auto pixels = image<std::uint8_t>(data.images);
  ImageHalves halves{Tensor({{data.size(), 1}, "NI"}), Tensor({{data.size(), 1}, "NO"})};
  const Index middle = pixels.width / 2;
  const auto values = static_cast<float>(middle * pixels.height * pixels.channels * 255);
  for (Index n = 0; n < data.size(); ++n) {
    Index left = 0, right = 0;
    for (Index h = 0; h < pixels.height; ++h) {
      for (Index w = 0; w < middle; ++w) {
        for (Index c = 0; c < pixels.channels; ++c) {
          left += pixels(n, h, w, c);
          right += pixels(n, h, middle + w, c);
        }
      }
    }
    row<float>(halves.left)[n] = static_cast<float>(left) / values;
    row<float>(halves.right)[n] = static_cast<float>(right) / values;
  }
  return halves;
}

}  // namespace strata
