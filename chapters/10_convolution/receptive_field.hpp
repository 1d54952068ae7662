#pragma once

#include <span>

#include "10_convolution/window.hpp"

namespace strata {

/// Which pixels one output of a stack of windows can depend on, along one axis: those from first(p) to
/// first(p) + size - 1, some of which may lie outside the image.
struct ReceptiveField {
  Index size = 1;    ///< r: how many pixels (10.28)
  Index stride = 1;  ///< S: how far the field moves from one output to the next (10.29)
  Index start = 0;   ///< Z: the field of output 0 begins so many pixels before the first (10.30)

  /// The first pixel that output p can depend on.
  constexpr Index first(Index p) const { return stride * p - start; }

  /// Equal in all.
  constexpr bool operator==(const ReceptiveField&) const = default;
};

/// The field after one more window on top of a stack.
ReceptiveField through(const ReceptiveField& below, const WindowAxis& window);

/// @{
/// The fields of a whole stack, lowest window first, down and along the image.
ReceptiveField receptive_field_of_rows(std::span<const Window> stack);
ReceptiveField receptive_field_of_columns(std::span<const Window> stack);
/// @}

}  // namespace strata
