#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace strata {

/// The text with the letters A to Z as small ones.
std::string in_small_letters(std::string_view text);

/// The name among `known` that somebody who typed `given` most likely meant: one that starts with it, or the one with
/// the fewest wrong, missing, extra or swapped letters, whatever the capitals. Empty when nothing is near enough to be
/// worth suggesting.
std::string closest_name(std::string_view given, const std::vector<std::string>& known);

}  // namespace strata
