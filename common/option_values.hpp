#pragma once

#include <cstdint>
#include <string>

namespace strata {

/// The whole number that `text`, the value of `option`, stands for. Throws UsageError unless text is nothing but
/// digits and the number is between `lowest` and `highest`.
std::uint64_t parse_whole_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                                 std::uint64_t highest);

/// The number that `text`, the value of `option`, stands for, as "0.1" or "3e-4". Throws UsageError unless text is
/// nothing but a finite number above 0 that a double can hold. `example` stands in the hint.
double parse_positive_number(const std::string& option, const std::string& text, double example);

}  // namespace strata
