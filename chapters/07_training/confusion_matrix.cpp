#include "07_training/confusion_matrix.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "01_tensors/views.hpp"
#include "common/error.hpp"
#include "common/heat_map.hpp"

namespace strata {
namespace {

double share(Index part, Index whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(std::vector<std::string> class_names) : class_names_(std::move(class_names)) {
  if (class_names_.empty()) throw Error({"ConfusionMatrix", "no classes", "at least one", ""});
  counts_.assign(class_names_.size() * class_names_.size(), 0);
}

void ConfusionMatrix::add(const Tensor& predicted, const Tensor& labels) {
  expect_shape(predicted, labels.shape(), "ConfusionMatrix", "one prediction per label");
  const auto said = row<std::int32_t>(predicted), truth = row<std::int32_t>(labels);
  for (Index n = 0; n < labels.count(); ++n) position(truth[n], said[n]);  // all are checked before one is counted
  for (Index n = 0; n < labels.count(); ++n) ++counts_[position(truth[n], said[n])];
}

Index ConfusionMatrix::count(Index truth, Index predicted) const { return counts_[position(truth, predicted)]; }

double ConfusionMatrix::accuracy() const {
  const auto classes = static_cast<Index>(class_names_.size());
  Index right = 0, all = 0;
  for (const Index count : counts_) all += count;
  for (Index k = 0; k < classes; ++k) right += count(k, k);
  return all == 0 ? 0.0 : share(right, all);
}

double ConfusionMatrix::recall(Index truth) const {
  Index all = 0;
  for (Index j = 0; j < static_cast<Index>(class_names_.size()); ++j) all += count(truth, j);
  return share(count(truth, truth), all);
}

double ConfusionMatrix::precision(Index predicted) const {
  Index all = 0;
  for (Index k = 0; k < static_cast<Index>(class_names_.size()); ++k) all += count(k, predicted);
  return share(count(predicted, predicted), all);
}

Picture ConfusionMatrix::draw(const std::string& title, const std::filesystem::path& base) const {
  HeatMap map(title, {"predicted class", ""}, {"true class", ""});
  const std::vector<double> counts(counts_.begin(), counts_.end());
  return map.cells(class_names_, class_names_, counts).white_diagonal().write(base);
}

std::size_t ConfusionMatrix::position(Index truth, Index predicted) const {
  const auto classes = static_cast<Index>(class_names_.size());
  if (truth < 0 || truth >= classes || predicted < 0 || predicted >= classes) {
    throw Error({"ConfusionMatrix", fmt::format("true class {}, predicted class {}", truth, predicted),
                 fmt::format("classes 0 to {}", classes - 1), "has the network one output for each class?"});
  }
  return static_cast<std::size_t>(truth * classes + predicted);
}

}  // namespace strata
