#pragma once

#include <string>
#include <string_view>

namespace strata {

/// How many columns of a terminal the UTF-8 text takes: most characters one, East Asian characters and emoji two,
/// combining marks none. A byte that is not UTF-8 counts as one character.
int text_width(std::string_view text);

/// The longest beginning of `text` that takes at most `width` columns.
std::string_view cut_to_width(std::string_view text, int width);

/// Replaces line breaks, tabs and other control characters by spaces, so that the text stays on one line.
std::string one_line(std::string_view text);

}  // namespace strata
