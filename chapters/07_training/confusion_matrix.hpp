#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "common/picture.hpp"

namespace strata {

/// How often a class was taken for which: C_kj counts the samples of true class k that were called j (7.6).
class ConfusionMatrix {
 public:
  /// All counts 0. @throws Error without classes
  explicit ConfusionMatrix(std::vector<std::string> class_names);

  /// Counts a batch. @throws Error if the labels differ in number, or one is not a class
  void add(const Tensor& predicted, const Tensor& labels);

  /// C_kj. @throws Error outside
  Index count(Index truth, Index predicted) const;

  /// The share on the diagonal, 0 if nothing was counted.
  double accuracy() const;

  /// The share of class k that was called k, NaN if there was none.
  double recall(Index truth) const;

  /// The share of what was called j that is j, NaN if nothing was.
  double precision(Index predicted) const;

  /// Draws it; rows are the true classes, and the shades are those of the errors.
  Picture draw(const std::string& title, const std::filesystem::path& base) const;

 private:
  std::size_t position(Index truth, Index predicted) const;

  std::vector<std::string> class_names_;
  std::vector<Index> counts_;
};

}  // namespace strata
