#pragma once

#include <string>
#include <vector>

#include "02_modules/mistake.hpp"
#include "common/index.hpp"

namespace strata {

/// What the check found for one tensor.
struct TensorReport {
  std::string name;                 ///< "input" or a parameter's path
  std::string shape;                ///< "[K=3,F=5]"
  Index entries = 0;                ///< how many entries were compared one by one
  Index directions = 0;             ///< how many directions through all entries were compared
  Index kinks = 0;                  ///< entries and directions at a kink, where several slopes are right
  Index unmeasured = 0;             ///< entries whose slope is too small to be told from rounding
  double worst_error = 0;           ///< the largest relative error (2.16); NaN if a gradient was not a number
  std::string worst_entry;          ///< "[2,4]"
  double analytic = 0;              ///< what backward says there
  double numeric = 0;               ///< what the difference quotient says there
  Mistake mistake = Mistake::none;  ///< none if every comparison passed
  std::string explanation;          ///< one sentence; empty if there is nothing to say

  /// False if no slope could be told from rounding: then the check says nothing of this tensor.
  bool measured() const { return unmeasured < entries; }
};

/// What the check found for all tensors.
class GradientReport {
 public:
  /// The reports of all tensors, judged by one tolerance.
  GradientReport(std::vector<TensorReport> tensors, double tolerance);

  /// True if no tensor has a mistake. One that could not be measured has none; see TensorReport::measured().
  bool passed() const;

  /// The input first, then the parameters in the order of layers.
  const std::vector<TensorReport>& tensors() const { return tensors_; }

  /// The report of one tensor. @throws Error if there is none of that name
  const TensorReport& operator[](const std::string& name) const;

  /// The largest error of all tensors; NaN if one of them is.
  double worst_error() const;

  /// A table with a line per tensor, a sentence for each that failed, and one on the whole: whether every gradient is
  /// right, or every one that could be measured.
  std::string text() const;

 private:
  std::vector<TensorReport> tensors_;
  double tolerance_;
};

}  // namespace strata
