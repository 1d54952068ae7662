#pragma once

#include <limits>
#include <string>
#include <string_view>

#include "01_tensors/tensor.hpp"
#include "common/error.hpp"

namespace strata {

/// Which numbers make sense in a tensor, in the words of an error message.
struct ValueRange {
  double low = -std::numeric_limits<double>::infinity();  ///< the smallest number that passes
  double high = std::numeric_limits<double>::infinity();  ///< the largest number that passes
  std::string_view meaning = "a finite number";           ///< "a probability from 0 to 1"
  std::string_view hint = "";                             ///< what to do about a number outside

  /// False if every number passes.
  bool bounded() const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return low > -infinity || high < infinity;
  }
};

/// What to do with NaN and infinity.
enum class NotFinite {
  passes,  ///< a network's output: its loss is not a number either, and whoever trains is to see that
  fails    ///< a target
};

/// The position of the first number outside the range, in row-major order, or -1. For float32 and float64.
Index first_outside(const Tensor& tensor, const ValueRange& range, NotFinite not_finite);

/// The message for the number at a position: "CrossEntropy, target: got nan at [2,0], expected ...".
Error outside_error(const Tensor& tensor, Index position, const ValueRange& range, const std::string& where);

}  // namespace strata
