// What the text of chapter 1 says about aliasing, as a test.

#include <catch2/catch.hpp>

#include "01_tensors/tensor.hpp"

using namespace strata;

TEST_CASE("The text's example of aliasing does what its comments say", "[layering]") {
  // [region aliasing]
  Tensor images = Tensor::full({{60, 28, 28, 1}, "NHWC"}, 0.5);
  Tensor first = images.slice(0, 10);              // the same elements: images 0 to 9
  Tensor rows = first.reshape({{10, 784}, "NF"});  // the same elements again, as rows
  Tensor mine = rows.clone();                      // elements of its own
  rows.fill(1.0);                                  // seen by images and first, not by mine
  // [endregion aliasing]
  CHECK(images.values<float>()[0] == 1.0F);
  CHECK(first.values<float>()[7839] == 1.0F);
  CHECK(images.values<float>()[7840] == 0.5F);
  CHECK(mine.values<float>()[0] == 0.5F);
}
