#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "common/index.hpp"

namespace strata {

/// Stands for "whatever size comes" in a shape that is expected.
constexpr Index any = -1;

/// The sizes of a tensor, with an optional letter per axis for messages: [N=64,H=28,W=28,C=1].
///
/// Sizes are at least 1 (or `any` in a pattern), the last axis is the one whose elements are neighbours in memory, and
/// nothing is allocated: sizes and letters sit in the object. Letters are a courtesy to the reader; two shapes with
/// equal sizes are equal whatever their letters. docs/notation.md lists the letters.
class Shape {
 public:
  /// The most axes that a tensor can have.
  static constexpr Index max_rank = 6;

  /// The shape of a scalar: rank 0, one element.
  Shape() = default;

  /// A shape of given sizes.
  /// @param sizes    one size per axis, at most max_rank of them
  /// @param letters  one letter per axis ("NHWC"), or empty
  /// @throws Error if a size is below 1 and not `any`, if there are too many, or if the number of letters differs
  /// @{
  Shape(std::initializer_list<Index> sizes, std::string_view letters = {})
      : Shape(std::span<const Index>(sizes.begin(), sizes.size()), letters) {}
  explicit Shape(std::span<const Index> sizes, std::string_view letters = {});
  /// @}

  /// The number of axes.
  Index rank() const { return rank_; }

  /// The size along an axis, 0 being the first. @throws Error outside [0, rank)
  Index operator[](Index axis) const;

  /// The number of elements, the product of all sizes. @throws Error if a size is `any` or the product overflows
  Index count() const;

  /// This shape with one more axis in front: the shape of a batch, from the shape of one sample.
  Shape with_front(Index size, char letter = 'N') const;

  /// This shape without its first axis: the shape of one sample, from the shape of a batch.
  Shape without_front() const;

  /// This shape with another size on its first axis: the shape of a slice.
  Shape with_first(Index size) const;

  /// True if ranks are equal and each size equals the pattern's or the pattern says `any`.
  bool matches(const Shape& pattern) const;

  /// Equal sizes; letters do not count.
  bool operator==(const Shape& other) const { return rank_ == other.rank_ && sizes_ == other.sizes_; }

  /// "[N=64,F=784]"; without letters "[64,784]"; `any` is printed as "any".
  std::string to_string() const;

 private:
  std::array<Index, max_rank> sizes_{};
  std::array<char, max_rank> letters_{};
  Index rank_ = 0;
};

}  // namespace strata
