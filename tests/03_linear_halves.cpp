// The brightness of the halves of images, by hand.

#include <catch2/catch.hpp>
#include <cmath>

#include "03_linear/image_halves.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

ImageHalves halves_of(const Shape& images, const std::vector<std::uint8_t>& pixels) {
  return mean_brightness({"by hand",
                          Tensor::from<std::uint8_t>(images, pixels),
                          Tensor::full({images[0]}, 0, {Device::cpu, Dtype::i32}),
                          {"all"}});
}

}  // namespace

TEST_CASE("Each half of an image has its mean brightness, over all rows and channels", "[layering]") {
  const ImageHalves halves = halves_of({{2, 2, 2, 2}, "NHWC"}, {0, 51, 255, 255, 0, 0, 255, 255,  //
                                                                102, 0, 0, 0, 51, 51, 51, 0});
  CHECK(halves.left.shape().to_string() == "[N=2,I=1]");
  CHECK(halves.right.shape().to_string() == "[N=2,O=1]");
  CHECK(elements<float>(halves.left) == std::vector<float>{0.05F, 0.2F});
  CHECK(elements<float>(halves.right) == std::vector<float>{1.0F, 0.05F});
}

TEST_CASE("The last of an odd number of columns belongs to neither half of an image", "[layering]") {
  const ImageHalves halves = halves_of({{1, 1, 5, 1}, "NHWC"}, {0, 255, 51, 51, 255});
  CHECK(elements<float>(halves.left) == std::vector<float>{0.5F});
  CHECK(elements<float>(halves.right) == std::vector<float>{0.2F});
  CHECK(std::isnan(elements<float>(halves_of({{1, 2, 1, 1}, "NHWC"}, {7, 8}).left)[0]));
}
