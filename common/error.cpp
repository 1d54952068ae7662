#include "common/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace strata {
namespace {

std::string sentence(const Problem& problem) {
  std::string text = fmt::format("{}: got {}", problem.where, problem.got);
  if (!problem.expected.empty()) text += fmt::format(", expected {}", problem.expected);
  text += ".";
  if (!problem.hint.empty()) text += fmt::format(" Hint: {}{}", problem.hint, problem.hint.ends_with('?') ? "" : ".");
  return text;
}

}  // namespace

Error::Error(Problem problem) : std::runtime_error(sentence(problem)), problem_(std::move(problem)) {}

}  // namespace strata
