#include <array>
#include <catch2/catch.hpp>
#include <vector>

#include "01_tensors/gather.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

namespace strata {
namespace {

TEST_CASE("gather copies the chosen rows in the given order", "[layering]") {
  const Tensor source = Tensor::from<std::uint8_t>({{4, 1, 2, 1}, "NHWC"}, {0, 1, 10, 11, 20, 21, 30, 31});
  const std::array<Index, 5> rows = {3, 0, 0, 2, 3};
  Tensor result = gather(source, rows);
  CHECK(result.shape().to_string() == "[N=5,H=1,W=2,C=1]");
  CHECK(result.dtype() == Dtype::u8);
  const auto values = result.values<std::uint8_t>();
  CHECK(std::vector<int>(values.begin(), values.end()) == std::vector<int>{30, 31, 0, 1, 0, 1, 20, 21, 30, 31});
  result.fill(7);
  CHECK(source.values<std::uint8_t>()[0] == 0);  // the result has elements of its own
}

TEST_CASE("gather takes rows of a slice from the slice", "[layering]") {
  const Tensor source = Tensor::from<float>({5}, {0, 1, 2, 3, 4});
  const std::array<Index, 2> rows = {2, 0};
  const Tensor result = gather(source.slice(1, 4), rows);
  CHECK(result.values<float>()[0] == 3.0F);
  CHECK(result.values<float>()[1] == 1.0F);
}

TEST_CASE("gather agrees with loops for every dtype and across chunks", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const Dtype dtype : {Dtype::f32, Dtype::f64, Dtype::i32, Dtype::u8}) {
    const Index size = random_size(rng, 300, 400);  // rows share chunks, and there are several chunks
    Tensor source = Tensor::full({9, size}, 0);
    for (float& value : source.values<float>()) value = static_cast<float>(rng.below(256));
    std::vector<Index> rows(500);
    for (Index& row : rows) row = rng.below(9);
    const Tensor result = gather(source.to(dtype), rows).to(Dtype::f32);
    Index wrong = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (Index k = 0; k < size; ++k) {
        const float expected = source.data<float>()[rows[i] * size + k];
        wrong += result.data<float>()[static_cast<Index>(i) * size + k] == expected ? 0 : 1;
      }
    }
    CAPTURE(name(dtype), size);
    CHECK(wrong == 0);
  }
}

TEST_CASE("gather copies rows that are longer than a chunk", "[layering]") {
  Tensor source = Tensor::full({3, 40000}, 1, {Device::cpu, Dtype::u8});
  source.slice(2, 3).fill(3);
  const std::array<Index, 2> rows = {2, 1};
  const Tensor result = gather(source, rows);
  CHECK(result.values<std::uint8_t>()[39999] == 3);
  CHECK(result.values<std::uint8_t>()[40000] == 1);
  CHECK(result.values<std::uint8_t>()[79999] == 1);
}

TEST_CASE("gather refuses rows outside the source, and none at all", "[layering]") {
  const Tensor source = Tensor::full({{4, 2}, "NF"}, 1);
  const auto gathering = [](const Tensor& from, const std::vector<Index>& rows) {
    return error_message([&] { gather(from, rows); });
  };
  check_contains(gathering(source, {0, 4}), {"gather", "row 4 of [N=4,F=2] of float32", "0 to 3"});
  check_contains(gathering(source, {-1}), {"row -1"});
  check_contains(gathering(source, {}), {"size 0"});
  gathering(Tensor(), {0});
  gathering(Tensor(), {});
  gathering(Tensor::full({}, 1), {0});
}

}  // namespace
}  // namespace strata
