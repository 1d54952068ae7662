#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "01_tensors/views.hpp"
#include "tests/error_matchers.hpp"
#include "tests/tensor_elements.hpp"

namespace strata {
namespace {

template <class To, class From>
std::vector<To> converted(std::initializer_list<From> values) {
  const Tensor from = Tensor::from<From>({static_cast<Index>(values.size())}, values);
  return elements<To>(from.to(dtype_of<To>));
}

Tensor counting(Index count) {
  std::vector<float> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0.0F);
  return Tensor::from({count}, numbers);
}

TEST_CASE("a tensor knows where it lives and what it is", "[layering]") {
  const Tensor tensor = Tensor::full({{2, 3}, "NF"}, 0.5, {Device::cpu, Dtype::f64});
  CHECK(tensor.defined());
  CHECK(tensor.rank() == 2);
  CHECK(tensor.dim(1) == 3);
  CHECK(tensor.count() == 6);
  CHECK(tensor.options() == TensorOptions{Device::cpu, Dtype::f64});
  CHECK(elements<double>(tensor) == std::vector<double>(6, 0.5));
  CHECK(tensor.describe() == "[N=2,F=3] of float64 on the CPU");
  CHECK(to_string(TensorOptions{}) == "float32 on the CPU");
  CHECK(elements<std::int32_t>(Tensor::from<std::int32_t>({3}, {4, 5, 6})) == std::vector<std::int32_t>{4, 5, 6});
}

TEST_CASE("rule 1: copying a tensor copies the handle, clone copies the elements", "[layering]") {
  Tensor tensor = Tensor::from<float>({3}, {1, 2, 3});
  Tensor handle = tensor;
  const Tensor clone = tensor.clone();
  handle.values<float>()[1] = 9;
  CHECK(elements<float>(tensor) == std::vector<float>{1, 9, 3});
  CHECK(elements<float>(clone) == std::vector<float>{1, 2, 3});
  CHECK(tensor.shares_storage_with(handle));
  CHECK_FALSE(tensor.shares_storage_with(clone));
}

TEST_CASE("rule 2: reshape and slice are handles to the same elements", "[layering]") {
  Tensor tensor = Tensor::from<float>({{2, 3}, "NF"}, {1, 2, 3, 4, 5, 6});
  Tensor flat = tensor.reshape({6});
  Tensor second = tensor.slice(1, 2);
  CHECK(second.shape().to_string() == "[N=1,F=3]");
  flat.values<float>()[4] = 50;
  CHECK(elements<float>(second) == std::vector<float>{4, 50, 6});
  second.values<float>()[0] = 40;
  CHECK(elements<float>(tensor) == std::vector<float>{1, 2, 3, 40, 50, 6});
  CHECK(second.slice(0, 1).reshape({3}).shares_storage_with(tensor));
}

TEST_CASE("rule 3: to() copies only where something changes", "[layering]") {
  const Tensor tensor = Tensor::from<float>({2}, {1, 2});
  CHECK(tensor.to(Device::cpu).shares_storage_with(tensor));
  CHECK(tensor.to(Dtype::f32).shares_storage_with(tensor));
  CHECK_FALSE(tensor.to(Dtype::f64).shares_storage_with(tensor));
}

TEST_CASE("rule 4: fill, copy_from and add write in place, and every handle sees it", "[layering]") {
  Tensor tensor = Tensor::from<float>({4, 1}, {1, 2, 3, 4});
  const Tensor handle = tensor;
  tensor.slice(1, 3).fill(7);
  CHECK(elements<float>(handle) == std::vector<float>{1, 7, 7, 4});
  tensor.slice(0, 2).copy_from(Tensor::from<std::int32_t>({2, 1}, {-5, 8}));
  CHECK(elements<float>(handle) == std::vector<float>{-5, 8, 7, 4});
  tensor.slice(2, 4).add(tensor.slice(0, 2), -0.5);
  CHECK(elements<float>(handle) == std::vector<float>{-5, 8, 9.5, 0});
  tensor.add(tensor);
  CHECK(elements<float>(handle) == std::vector<float>{-10, 16, 19, 0});
}

template <class T>
concept HasValues = requires(T&& tensor) {
  std::forward<T>(tensor).template values<float>();
};
template <class T>
concept HasData = requires(T&& tensor) {
  std::forward<T>(tensor).template data<float>();
};
template <class T>
concept HasViews = requires(T&& tensor) {
  matrix<float>(std::forward<T>(tensor));
  row<float>(std::forward<T>(tensor));
  image<float>(std::forward<T>(tensor));
};
template <class T>
concept HasAView = requires(T&& tensor) {
  matrix<float>(std::forward<T>(tensor));
}
|| requires(T&& tensor) { row<float>(std::forward<T>(tensor)); }
|| requires(T&& tensor) { image<float>(std::forward<T>(tensor)); };

TEST_CASE("rule 6: no view of a temporary compiles", "[layering]") {
  STATIC_REQUIRE((HasValues<Tensor&> && HasValues<const Tensor&> && HasData<Tensor&> && HasData<const Tensor&>));
  STATIC_REQUIRE_FALSE((HasValues<Tensor> || HasValues<const Tensor> || HasData<Tensor> || HasData<const Tensor>));
  STATIC_REQUIRE((HasViews<Tensor&> && HasViews<const Tensor&>));
  STATIC_REQUIRE_FALSE((HasAView<Tensor> || HasAView<const Tensor>));
}

TEST_CASE("rule 5: a constant handle gives constant elements", "[layering]") {
  STATIC_REQUIRE(std::is_same_v<decltype(std::declval<const Tensor&>().data<float>()), const float*>);
  STATIC_REQUIRE(std::is_same_v<decltype(std::declval<const Tensor&>().values<float>()), std::span<const float>>);
  STATIC_REQUIRE(std::is_same_v<decltype(std::declval<Tensor&>().data<float>()), float*>);
  STATIC_REQUIRE_FALSE(std::is_invocable_v<decltype(&Tensor::fill), const Tensor&, double>);
}

TEST_CASE("slices of one tensor may overlap when one is written from the other", "[layering]") {
  constexpr Index count = 100000;  // several chunks of parallel_for: each must read before the one beside it writes
  const Tensor numbers = counting(count);
  const auto first = [](const Tensor& x) { return x.slice(0, count - 1); };
  const auto last = [](const Tensor& x) { return x.slice(1, count); };
  const auto wrong = [](const Tensor& x, auto&& expected) {
    Index differing = 0;
    for (Index i = 0; i < count; ++i) differing += x.data<float>()[i] == expected(i) ? 0 : 1;
    return differing;
  };
  Tensor up = numbers.clone();
  last(up).copy_from(first(up));
  CHECK(wrong(up, [](Index i) { return static_cast<float>(i == 0 ? 0 : i - 1); }) == 0);
  Tensor down = numbers.clone();
  first(down).copy_from(last(down));
  CHECK(wrong(down, [](Index i) { return static_cast<float>(i == count - 1 ? i : i + 1); }) == 0);
  Tensor sum = numbers.clone();
  last(sum).add(first(sum));
  CHECK(wrong(sum, [](Index i) { return static_cast<float>(i == 0 ? 0 : 2 * i - 1); }) == 0);
}

TEST_CASE("conversion to an integer cuts off the fraction and stops at both ends", "[layering]") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::lowest();
  constexpr std::int32_t highest = std::numeric_limits<std::int32_t>::max();
  CHECK(converted<std::uint8_t>({-0.9F, 0.9F, 254.99F, 255.0F, 256.0F, -1.0F, infinity, -infinity}) ==
        std::vector<std::uint8_t>{0, 0, 254, 255, 255, 0, 255, 0});
  CHECK(converted<std::uint8_t>({-1, 255, 256, lowest, highest}) == std::vector<std::uint8_t>{0, 255, 255, 0, 255});
  CHECK(converted<std::int32_t>({-1.9, 1.9, 3e9, -3e9, 2147483647.0, -2147483648.0}) ==
        std::vector<std::int32_t>{-1, 1, highest, lowest, highest, lowest});
  CHECK(converted<std::int32_t>({3e9F, -3e9F, infinity}) == std::vector<std::int32_t>{highest, lowest, highest});
}

TEST_CASE("NaN becomes 0 in an integer type and stays NaN in a floating-point type", "[layering]") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(converted<std::uint8_t>({nan}) == std::vector<std::uint8_t>{0});
  CHECK(converted<std::int32_t>({static_cast<float>(nan)}) == std::vector<std::int32_t>{0});
  CHECK(std::isnan(converted<float>({nan})[0]));
  CHECK(elements<std::int32_t>(Tensor::full({2}, nan, {Device::cpu, Dtype::i32})) == std::vector<std::int32_t>{0, 0});
  CHECK(elements<std::uint8_t>(Tensor::full({1}, 300.7, {Device::cpu, Dtype::u8})) == std::vector<std::uint8_t>{255});
}

TEST_CASE("conversion between floating-point types rounds to the nearest number", "[layering]") {
  CHECK(converted<float>({0.1})[0] == 0.1F);
  CHECK(converted<double>({0.1F})[0] == static_cast<double>(0.1F));
  CHECK(converted<float>({std::int32_t{16777217}})[0] == 16777216.0F);
  CHECK(converted<double>({std::int32_t{16777217}})[0] == 16777217.0);
}

TEST_CASE("views show a tensor as rows, as a matrix and as images", "[layering]") {
  Tensor tensor = Tensor::from<float>({2, 2, 1, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  CHECK(matrix<float>(tensor).rows() == 2);
  CHECK(matrix<float>(tensor).cols() == 6);
  CHECK(matrix<float>(tensor)(1, 2) == 8.0F);
  CHECK(row<float>(std::as_const(tensor)).sum() == 66.0F);
  image<float>(tensor)(1, 0, 0, 2) = -8;
  CHECK(elements<float>(tensor)[8] == -8.0F);
  matrix<float>(tensor)(0, 5) = -5;
  CHECK(image<float>(std::as_const(tensor))(0, 1, 0, 2) == -5.0F);
  const Tensor flat = tensor.reshape({12});
  check_contains(error_message([&] { image<float>(flat); }), {"image view", "[12]", "[N=any,H=any,W=any,C=any]"});
  CHECK_THROWS_AS(matrix<double>(tensor), Error);
  const Tensor number = Tensor::full({}, 1);
  CHECK_THROWS_AS(matrix<float>(number), Error);
}

}  // namespace
}  // namespace strata
