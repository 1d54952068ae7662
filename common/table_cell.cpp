#include <fmt/format.h>

#include <cmath>

#include "common/table.hpp"

namespace strata {
namespace {

std::string with_thousands_separators(std::int64_t value) {
  std::string digits = fmt::format("{}", value);
  const std::ptrdiff_t first = value < 0 ? 1 : 0;
  for (std::ptrdiff_t i = std::ssize(digits) - 3; i > first; i -= 3) digits.insert(digits.begin() + i, ',');
  return digits;
}

std::string with_digits(double value, int digits) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  return fmt::format("{:.{}f}", value, digits);
}

struct ToText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t integer) const { return with_thousands_separators(integer); }
  std::string operator()(const Real& real) const { return with_digits(real.value, real.digits); }
  std::string operator()(const Percent& percent) const {
    return with_digits(100 * percent.fraction, percent.digits) + " %";
  }
};

}  // namespace

std::string Cell::text() const { return std::visit(ToText{}, value_); }

}  // namespace strata
