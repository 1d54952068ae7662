#pragma once

#include <string>

#include "02_modules/module.hpp"
#include "05_losses/criterion.hpp"
#include "07_training/confusion_matrix.hpp"
#include "07_training/data_loader.hpp"

namespace strata {

/// What a network is worth on a data set.
struct Evaluation {
  double loss = 0;            ///< mean per sample (7.5)
  ConfusionMatrix confusion;  ///< with the accuracy

  /// From 0 to 1.
  double accuracy() const { return confusion.accuracy(); }
};

/// @throws Error naming the network and both numbers unless y has one column for each class of the data
void expect_one_output_per_class(const Tensor& y, const Dataset& data, const std::string& network);

/// Loss and confusion matrix of a classifier in evaluation mode; the network's mode is put back. The batches should be
/// large and not shuffled: their size does not change the result but by rounding.
/// @throws Error if the network has not one output for each class
Evaluation evaluate(Module& network, Criterion& criterion, const DataLoader& loader);

}  // namespace strata
