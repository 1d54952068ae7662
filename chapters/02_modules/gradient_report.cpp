#include "02_modules/gradient_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/error.hpp"
#include "common/table.hpp"

namespace strata {

namespace {

std::string verdict(const TensorReport& tensor) {
  if (tensor.mistake == Mistake::none && tensor.unmeasured == tensor.entries) return "too small to measure";
  return name(tensor.mistake);
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
  return fmt::format("{}{}tolerance {:.0e}: {}\n", table.text(), explanations, tolerance_,
                     passed() ? "every gradient is right" : "at least one gradient is wrong");
}

}  // namespace strata
