#include <catch2/catch.hpp>
#include <limits>
#include <utility>

#include "01_tensors/tensor.hpp"
#include "tests/error_matchers.hpp"

namespace strata {
namespace {

TEST_CASE("every use of no tensor is an error", "[layering]") {
  Tensor none;
  const Tensor some = Tensor::full({3}, 1);
  CHECK_FALSE(none.defined());
  CHECK(none.count() == 0);
  CHECK(none.describe() == "no tensor");
  CHECK_FALSE(none.shares_storage_with(none));
  check_contains(error_message([&] { none.device(); }), {"default-constructed", "never assigned"});
  CHECK_THROWS_AS(none.options(), Error);
  CHECK_THROWS_AS(none.data<float>(), Error);
  CHECK_THROWS_AS(none.values<float>(), Error);
  CHECK_THROWS_AS(std::as_const(none).values<double>(), Error);
  CHECK_THROWS_AS(none.dim(0), Error);
  CHECK_THROWS_AS(none.reshape({1}), Error);
  CHECK_THROWS_AS(none.slice(0, 1), Error);
  CHECK_THROWS_AS(none.clone(), Error);
  CHECK_THROWS_AS(none.to(Device::cpu), Error);
  CHECK_THROWS_AS(none.to(Dtype::f32), Error);
  CHECK_THROWS_AS(none.to(Dtype::f64), Error);
  CHECK_THROWS_AS(none.fill(0), Error);
  check_contains(error_message([&] { none.copy_from(some); }), {"default-constructed"});
  check_contains(error_message([&] { none.add(some); }), {"default-constructed"});
  CHECK_THROWS_AS(none.copy_from(Tensor::full({}, 1)), Error);
  CHECK_THROWS_AS(Tensor(some).copy_from(none), Error);
  CHECK_THROWS_AS(Tensor(some).add(none), Error);
}

TEST_CASE("a tensor that was moved from is no tensor", "[layering]") {
  Tensor tensor = Tensor::full({3}, 1);
  const Tensor taken = std::move(tensor);
  CHECK(taken.count() == 3);
  CHECK_FALSE(tensor.defined());           // NOLINT(bugprone-use-after-move): what is left is the subject
  CHECK(tensor.count() == 0);              // NOLINT(bugprone-use-after-move)
  CHECK_THROWS_AS(tensor.fill(0), Error);  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("elements are read as what they are and not as another type", "[layering]") {
  Tensor tensor = Tensor::full({{2, 3}, "NF"}, 1);
  check_contains(error_message([&] { tensor.values<double>(); }),
                 {"[N=2,F=3] of float32 on the CPU, read as float64", "to(Dtype)"});
  CHECK_THROWS_AS(tensor.data<std::int32_t>(), Error);
  CHECK_THROWS_AS(std::as_const(tensor).data<std::uint8_t>(), Error);
  const Tensor whole = tensor.to(Dtype::i32);
  CHECK_THROWS_AS(whole.values<float>(), Error);
}

TEST_CASE("CUDA is known by name before a chapter teaches it", "[layering]") {
  CHECK(name(Device::cuda) == "CUDA");
  const std::string message = error_message([] { Tensor({3}, {Device::cuda, Dtype::f32}); });
  check_contains(message, {"CUDA", "nobody has taught", "chapter 15"});
  CHECK(error_message([] { Tensor::full({3}, 1).to(Device::cuda); }) == message);
  CHECK(error_message([] { Tensor::full({3}, 1, {Device::cuda, Dtype::f64}); }) == message);
}

TEST_CASE("values must be as many as the shape has elements", "[layering]") {
  check_contains(error_message([] {
                   Tensor::from<float>({{2, 3}, "NF"}, {1, 2});
                 }),
                 {"Tensor::from", "2 values", "6 for the shape [N=2,F=3]"});
  CHECK_THROWS_AS(Tensor::from<float>({1}, {1, 2}), Error);
}

TEST_CASE("a shape that cannot be allocated is refused", "[layering]") {
  constexpr Index largest = std::numeric_limits<Index>::max();
  CHECK_THROWS_AS(Tensor({any, 3}), Error);
  check_contains(error_message([] { Tensor({largest}, {Device::cpu, Dtype::f64}); }), {"fewer than 2^63 bytes"});
  CHECK_THROWS_AS(Tensor({largest, 2}), Error);
}

TEST_CASE("a reshape keeps the number of elements", "[layering]") {
  const Tensor tensor = Tensor::full({{2, 3}, "NF"}, 1);
  check_contains(error_message([&] { tensor.reshape({7}); }), {"6 elements in [N=2,F=3]", "7 for the shape [7]"});
  CHECK_THROWS_AS(tensor.reshape({any}), Error);
}

TEST_CASE("a slice lies inside the first axis and is not empty", "[layering]") {
  const Tensor tensor = Tensor::full({{4, 3}, "NF"}, 1);
  CHECK(tensor.slice(0, 4).count() == 12);
  check_contains(error_message([&] { tensor.slice(2, 5); }), {"[2, 5) of [N=4,F=3]", "end <= 4"});
  CHECK_THROWS_AS(tensor.slice(-1, 2), Error);
  CHECK_THROWS_AS(tensor.slice(2, 2), Error);
  CHECK_THROWS_AS(tensor.slice(3, 2), Error);
  CHECK_THROWS_AS(Tensor::full({}, 1).slice(0, 1), Error);
}

TEST_CASE("copy_from and add want equal shapes, add an equal floating-point type too", "[layering]") {
  Tensor tensor = Tensor::full({{2, 3}, "NF"}, 1);
  check_contains(error_message([&] {
                   tensor.copy_from(Tensor::full({3, 2}, 1));
                 }),
                 {"Tensor::copy_from", "[3,2]", "[N=2,F=3]"});
  check_contains(error_message([&] { tensor.add(Tensor::full({6}, 1)); }), {"Tensor::add", "[6]", "[N=2,F=3]"});
  check_contains(error_message([&] {
                   tensor.add(Tensor::full({2, 3}, 1, {Device::cpu, Dtype::f64}));
                 }),
                 {"Tensor::add", "float64 on the CPU", "float32 on the CPU", "to(Dtype)"});
  Tensor labels = Tensor::full({3}, 1, {Device::cpu, Dtype::i32});
  check_contains(error_message([&] { labels.add(labels, 0.5); }),
                 {"Tensor::add", "[3] of int32", "float32 or float64"});
  Tensor pixels = Tensor::full({3}, 1, {Device::cpu, Dtype::u8});
  CHECK_THROWS_AS(pixels.add(pixels), Error);
}

TEST_CASE("expectations name the place, both sides and the hint", "[layering]") {
  const Tensor tensor = Tensor::full({{64, 783}, "NF"}, 1);
  CHECK_NOTHROW(expect_shape(tensor, {any, 783}, "classifier"));
  CHECK(error_message([&] {
          expect_shape(tensor, {{any, 784}, "NF"}, "classifier", "flatten first");
        }) == "classifier: got [N=64,F=783], expected [N=any,F=784]. Hint: flatten first.");
  check_contains(error_message([&] { expect_shape(Tensor(), Shape(), "classifier"); }), {"classifier", "no tensor"});
  CHECK_NOTHROW(expect_options(tensor, {}, "classifier"));
  check_contains(error_message([&] {
                   expect_options(tensor, {Device::cpu, Dtype::i32}, "classifier");
                 }),
                 {"classifier", "float32 on the CPU", "int32 on the CPU", "to(Dtype)"});
  check_contains(error_message([&] {
                   expect_options(tensor, {Device::cuda, Dtype::f32}, "classifier");
                 }),
                 {"float32 on the CUDA", "to(Device)"});
}

}  // namespace
}  // namespace strata
