#include <array>
#include <catch2/catch.hpp>
#include <limits>

#include "01_tensors/shape.hpp"
#include "tests/error_matchers.hpp"

namespace strata {
namespace {

constexpr Index largest_index = std::numeric_limits<Index>::max();

TEST_CASE("a shape knows its sizes and their product", "[layering]") {
  const Shape shape = {5, 3, 7};
  CHECK(shape.rank() == 3);
  CHECK(shape[0] == 5);
  CHECK(shape[1] == 3);
  CHECK(shape[2] == 7);
  CHECK(shape.count() == 105);
  const std::array<Index, 2> sizes = {4, 9};
  CHECK(Shape(std::span<const Index>(sizes), "NF").to_string() == "[N=4,F=9]");
}

TEST_CASE("the shape of a scalar has no axis and one element", "[layering]") {
  CHECK(Shape().rank() == 0);
  CHECK(Shape().count() == 1);
  CHECK(Shape().to_string() == "[]");
  CHECK(Shape() == Shape({}));
}

TEST_CASE("a shape is printed with its letters where it has some", "[layering]") {
  CHECK(Shape({64, 28, 28, 1}, "NHWC").to_string() == "[N=64,H=28,W=28,C=1]");
  CHECK(Shape({64, 784}).to_string() == "[64,784]");
  CHECK(Shape({any, 784}, "NF").to_string() == "[N=any,F=784]");
}

TEST_CASE("shapes are equal when their sizes are, whatever their letters", "[layering]") {
  CHECK(Shape({2, 3}, "NF") == Shape({2, 3}));
  CHECK(Shape({2, 3}, "NF") == Shape({2, 3}, "KD"));
  CHECK_FALSE(Shape({2, 3}) == Shape({3, 2}));
  CHECK_FALSE(Shape({2, 3}) == Shape({2, 3, 1}));
  CHECK_FALSE(Shape({2}) == Shape());
}

TEST_CASE("a shape gets and loses its first axis", "[layering]") {
  const Shape image({28, 30, 3}, "HWC");
  CHECK(image.with_front(64).to_string() == "[N=64,H=28,W=30,C=3]");
  CHECK(image.with_front(10, 'K').to_string() == "[K=10,H=28,W=30,C=3]");
  CHECK(image.without_front().to_string() == "[W=30,C=3]");
  CHECK(image.with_first(5).to_string() == "[H=5,W=30,C=3]");
  CHECK(Shape({28, 30}).with_first(5).to_string() == "[5,30]");
  CHECK(image.with_front(64).without_front() == image);
  CHECK(Shape().with_front(4).to_string() == "[N=4]");
  CHECK(Shape({4}).without_front() == Shape());
  CHECK(image.to_string() == "[H=28,W=30,C=3]");  // a shape itself never changes
}

TEST_CASE("a pattern matches equal sizes and any size", "[layering]") {
  const Shape shape({64, 784}, "NF");
  CHECK(shape.matches({64, 784}));
  CHECK(shape.matches({any, 784}));
  CHECK(shape.matches({any, any}));
  CHECK_FALSE(shape.matches({any, 783}));
  CHECK_FALSE(shape.matches({63, any}));
  CHECK_FALSE(shape.matches({any}));
  CHECK_FALSE(shape.matches({any, any, any}));
  CHECK(Shape().matches(Shape()));
}

TEST_CASE("six axes are the most", "[layering]") {
  const Shape six = {1, 2, 3, 4, 5, 6};
  CHECK(six.rank() == Shape::max_rank);
  CHECK(six.count() == 720);
  check_contains(error_message([] { Shape({1, 1, 1, 1, 1, 1, 1}); }), {"7 axes", "at most 6"});
  check_contains(error_message([&] { six.with_front(2); }), {"[1,2,3,4,5,6]", "at most 6"});
}

TEST_CASE("a size below one is refused", "[layering]") {
  check_contains(error_message([] { Shape({3, 0}); }), {"size 0 on axis 1", "1 or more"});
  check_contains(error_message([] { Shape({-2}); }), {"size -2 on axis 0"});
  CHECK_THROWS_AS(Shape({3}).with_front(0), Error);
  CHECK_THROWS_AS(Shape({3}).with_first(0), Error);
}

TEST_CASE("the number of letters is the number of axes", "[layering]") {
  check_contains(error_message([] { Shape({3, 4}, "N"); }), {"1 letters (\"N\") for 2 axes"});
  CHECK_THROWS_AS(Shape({3}, "NF"), Error);
}

TEST_CASE("an axis outside the shape is refused", "[layering]") {
  const Shape shape({3, 4}, "NF");
  check_contains(error_message([&] { shape[2]; }), {"axis 2 of [N=3,F=4]", "0 to 1"});
  CHECK_THROWS_AS(shape[-1], Error);
  check_contains(error_message([] { Shape()[0]; }), {"axis 0 of []", "a scalar has none"});
  CHECK_THROWS_AS(Shape().without_front(), Error);
  CHECK_THROWS_AS(Shape().with_first(3), Error);
}

TEST_CASE("a count that does not exist is refused", "[layering]") {
  check_contains(error_message([] { Shape({any, 4}, "NF").count(); }), {"[N=any,F=4]", "a size on every axis"});
  CHECK(Shape({largest_index}).count() == largest_index);
  CHECK(Shape({largest_index / 2, 2}).count() == largest_index - 1);
  check_contains(error_message([] { Shape({largest_index / 2 + 1, 2}).count(); }), {"fewer than 2^63"});
  CHECK_THROWS_AS(Shape({largest_index, largest_index, largest_index}).count(), Error);
}

}  // namespace
}  // namespace strata
