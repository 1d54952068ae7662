#pragma once

#include <type_traits>
#include <utility>

#include "common/index.hpp"

namespace strata::fast_cpu {

/// Calls action(std::integral_constant<int, rows>) for 1 <= rows <= Most: a number that is known while the program runs
/// becomes one that is known to the compiler.
template <int Most, class Action>
[[gnu::always_inline]] inline void with_rows(Index rows, const Action& action) {
  [&]<int... I>(std::integer_sequence<int, I...>) {
    static_cast<void>(((rows == I + 1 ? (action(std::integral_constant<int, I + 1>()), true) : false) || ...));
  }
  (std::make_integer_sequence<int, Most>());
}

/// How a range is cut into tiles of nearly equal size, none larger than `most`.
struct EqualTiles {
  Index count;  ///< how many numbers there are
  Index tiles;  ///< how many tiles

  /// Cuts so many numbers.
  constexpr EqualTiles(Index numbers, Index most) : count(numbers), tiles((numbers + most - 1) / most) {}

  /// Where a tile begins; begin(tiles) is the end.
  constexpr Index begin(Index tile) const { return count * tile / tiles; }

  /// How many numbers are in a tile.
  constexpr Index size(Index tile) const { return begin(tile + 1) - begin(tile); }
};

}  // namespace strata::fast_cpu
