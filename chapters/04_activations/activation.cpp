#include "04_activations/activation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "common/error.hpp"

namespace strata {

std::string activation_summary(std::string_view name, std::span<const functions::Option> options) {
  std::string numbers;
  for (const functions::Option& option : options) {
    numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", option.value);
  }
  return numbers.empty() ? std::string(name) : fmt::format("{}({})", name, numbers);
}

void expect_finite_options(std::string_view name, std::span<const functions::Option> options) {
  for (const functions::Option& option : options) {
    if (std::abs(option.value) <= std::numeric_limits<float>::max()) continue;  // false for NaN
    throw Error({std::string(name), fmt::format("{} {}", option.name, option.value),
                 "a finite number that float32 can hold", "leave it out for the default"});
  }
}

}  // namespace strata
