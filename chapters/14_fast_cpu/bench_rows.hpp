#pragma once

#include <string>
#include <vector>

#include "01_tensors/shape.hpp"

/// One row of the benchmark: a network, images and what is done with them.
struct BenchRow {
  /// What is timed.
  enum class Kind {
    training,   ///< zero_grad, forward, cross-entropy, backward and Adam's step
    inference,  ///< forward in evaluation mode
    sizes,      ///< a training step again, for batches of several sizes
  };

  Kind kind;             ///< what is timed
  std::string network;   ///< a name of chapter 13's table
  strata::Shape image;   ///< [H,W,C]
  strata::Index images;  ///< in a batch

  /// "training/SimpleCNN/28x28x1/64".
  std::string name() const;
};

/// Every row, in the order of the table.
std::vector<BenchRow> bench_rows();

/// The rows whose name holds a match of the regular expression.
/// @throws strata::UsageError for an expression that is none, or that no name matches
std::vector<BenchRow> bench_rows(const std::string& filter);
