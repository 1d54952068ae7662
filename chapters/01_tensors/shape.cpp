#include "01_tensors/shape.hpp"

#include <fmt/format.h>

#include <limits>

#include "common/error.hpp"

namespace strata {

Shape::Shape(std::span<const Index> sizes, std::string_view letters) {
  if (static_cast<Index>(sizes.size()) > max_rank) {
    throw Error({"Shape", fmt::format("{} axes", sizes.size()), fmt::format("at most {}", max_rank),
                 "join axes before you make the tensor"});
  }
  if (!letters.empty() && letters.size() != sizes.size()) {
    throw Error({"Shape", fmt::format("{} letters (\"{}\") for {} axes", letters.size(), letters, sizes.size()),
                 "one letter per axis", ""});
  }
  for (const Index size : sizes) {
    if (size < 1 && size != any) {
      throw Error({"Shape", fmt::format("size {} on axis {}", size, rank_), "1 or more",
                   "a tensor has at least one element; skip an empty batch instead"});
    }
    const auto axis = static_cast<std::size_t>(rank_++);
    sizes_[axis] = size;
    letters_[axis] = letters.empty() ? '\0' : letters[axis];
  }
}

Index Shape::operator[](Index axis) const {
  if (axis < 0 || axis >= rank_) {
    throw Error({"Shape", fmt::format("axis {} of {}", axis, to_string()),
                 rank_ == 0 ? "no axis: a scalar has none" : fmt::format("0 to {}", rank_ - 1), ""});
  }
  return sizes_[static_cast<std::size_t>(axis)];
}

Index Shape::count() const {
  Index product = 1;
  for (Index axis = 0; axis < rank_; ++axis) {
    const Index size = (*this)[axis];
    if (size == any) {
      throw Error({"Shape", to_string(), "a size on every axis", "`any` belongs to patterns, not to tensors"});
    }
    if (product > std::numeric_limits<Index>::max() / size) {
      throw Error({"Shape", to_string(), "fewer than 2^63 elements", ""});
    }
    product *= size;
  }
  return product;
}

Shape Shape::with_front(Index size, char letter) const {
  if (rank_ == max_rank) {
    throw Error({"Shape", to_string() + " with one more axis", fmt::format("at most {} axes", max_rank), ""});
  }
  Shape result({size}, std::string_view(&letter, 1));
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(rank_); ++axis) {
    result.sizes_[axis + 1] = sizes_[axis];
    result.letters_[axis + 1] = letters_[axis];
  }
  result.rank_ = rank_ + 1;
  return result;
}

Shape Shape::without_front() const {
  if (rank_ == 0) throw Error({"Shape", "a scalar", "at least one axis to take away", ""});
  Shape result;
  for (std::size_t axis = 1; axis < static_cast<std::size_t>(rank_); ++axis) {
    result.sizes_[axis - 1] = sizes_[axis];
    result.letters_[axis - 1] = letters_[axis];
  }
  result.rank_ = rank_ - 1;
  return result;
}

Shape Shape::with_first(Index size) const {
  const char letter = letters_[0] == '\0' ? 'N' : letters_[0];
  Shape result = without_front().with_front(size, letter);
  result.letters_[0] = letters_[0];
  return result;
}

bool Shape::matches(const Shape& pattern) const {
  if (rank_ != pattern.rank_) return false;
  for (Index axis = 0; axis < rank_; ++axis) {
    if (pattern[axis] != any && pattern[axis] != (*this)[axis]) return false;
  }
  return true;
}

std::string Shape::to_string() const {
  std::string text = "[";
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(rank_); ++axis) {
    if (axis > 0) text += ',';
    if (letters_[axis] != '\0') text += fmt::format("{}=", letters_[axis]);
    text += sizes_[axis] == any ? "any" : fmt::format("{}", sizes_[axis]);
  }
  return text + "]";
}

}  // namespace strata
