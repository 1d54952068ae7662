#include "common/option_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "common/error.hpp"

namespace strata {

std::uint64_t parse_whole_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                                 std::uint64_t highest) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem == std::errc() && stopped == end && number >= lowest && number <= highest) return number;
  throw UsageError(
      {option, fmt::format("\"{}\"", text), fmt::format("a whole number from {} to {}", lowest, highest),
       fmt::format("write for instance {} {}, or leave the option out", option, std::max(lowest, std::uint64_t{1}))});
}

double parse_positive_number(const std::string& option, const std::string& text, double example) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem == std::errc() && stopped == end && number > 0 && std::isfinite(number)) return number;
  const bool too_far = problem == std::errc::result_out_of_range;  // 1e999 is finite, but not as a double
  throw UsageError({option, fmt::format("\"{}\"", text),
                    too_far ? "a number from 1e-307 to 1e308" : "a finite number above 0",
                    fmt::format("write for instance {} {}, or leave the option out", option, example)});
}

}  // namespace strata
