#include "02_modules/gradient_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "common/error.hpp"
#include "common/table.hpp"

namespace strata {

namespace {

std::string verdict(const TensorReport& tensor) {
  if (tensor.mistake == Mistake::none && !tensor.measured()) return "too small to measure";
  return name(tensor.mistake);
}

// A gradient that nobody could measure is neither right nor wrong.
std::string summary(const GradientReport& report) {
  if (!report.passed()) return "at least one gradient is wrong";
  const auto tensors = std::ssize(report.tensors());
  const auto unmeasured = tensors - std::ranges::count_if(report.tensors(), &TensorReport::measured);
  if (unmeasured == 0) return "every gradient is right";
  if (unmeasured == tensors) return "nothing was measured; every gradient is too small";
  return fmt::format("every measured gradient is right; {} too small to measure",
                     unmeasured == 1 ? "1 tensor is" : fmt::format("{} tensors are", unmeasured));
}

}  // namespace

GradientReport::GradientReport(std::vector<TensorReport> tensors, double tolerance)
    : tensors_(std::move(tensors)), tolerance_(tolerance) {}

bool GradientReport::passed() const {
  return std::ranges::all_of(tensors_, [](const TensorReport& tensor) { return tensor.mistake == Mistake::none; });
}

const TensorReport& GradientReport::operator[](const std::string& name) const {
  const auto found = std::ranges::find(tensors_, name, &TensorReport::name);
  if (found == tensors_.end()) {
    throw Error({"GradientReport", fmt::format("the name \"{}\"", name), "\"input\" or the path of a parameter", ""});
  }
  return *found;
}

double GradientReport::worst_error() const {
  double worst = 0;
  for (const TensorReport& tensor : tensors_) {
    if (std::isnan(tensor.worst_error)) return tensor.worst_error;
    worst = std::max(worst, tensor.worst_error);
  }
  return worst;
}

std::string GradientReport::text() const {
  Table table({{"tensor"},
               {"shape"},
               {"entries"},
               {"kinks"},
               {"worst error"},
               {"at"},
               {"backward"},
               {"measured"},
               {"verdict"}});
  std::string explanations;
  for (const TensorReport& tensor : tensors_) {
    table.row({tensor.name, tensor.shape, tensor.entries, tensor.kinks, fmt::format("{:.1e}", tensor.worst_error),
               tensor.worst_entry, fmt::format("{:.6g}", tensor.analytic), fmt::format("{:.6g}", tensor.numeric),
               verdict(tensor)});
    if (!tensor.explanation.empty()) explanations += fmt::format("{}: {}\n", tensor.name, tensor.explanation);
  }
  return fmt::format("{}{}tolerance {:.0e}: {}\n", table.text(), explanations, tolerance_, summary(*this));
}

}  // namespace strata
