#pragma once

#include "common/error.hpp"

namespace strata {

/// A training that cannot go on: its loss or a parameter is NaN or infinite. For callers that want to go on without it,
/// such as a comparison in which some learning rates are too large.
class DivergedError : public Error {
 public:
  /// From the four parts, as Error; `where` is the first layer or parameter with such a number.
  using Error::Error;
};

}  // namespace strata
