#pragma once

#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/initialisation.hpp"

namespace strata {

/// The same network with and without shortcuts: a linear layer to `width` features with ReLU, then blocks of two linear
/// layers each, y = ReLU(W2 ReLU(W1 x) + x), or without the "+ x". Both have the same parameters.
struct TowerOptions {
  Index blocks = 25;                                         ///< of two linear layers each
  Index width = 64;                                          ///< features between them
  bool shortcuts = true;                                     ///< whether to add x
  Initialisation weight = Initialisation::uniform_fan_in();  ///< of "in" and of the layers in blocks
};

/// Makes it: Flatten, "in", ReLU, "block1" to the last block, and "out", which gives one score for each class.
Sequential tower(const TowerOptions& options, Index classes);

/// The position of a tower's first block. There is one module behind the last.
constexpr Index first_block = 3;

/// How long dL/dx of the whole batch is for what enters each block of a built tower in training, and at the end for
/// what leaves the last block: one number more than there are blocks. dL/dy of the scores is given.
std::vector<double> gradient_lengths(Sequential& network, const Tensor& x, const Tensor& dy);

/// The share of the samples that are classified right with one module of the network left out, in evaluation mode.
/// Without one that is in the network, nothing is left out.
/// @throws Error if what comes before does not fit what comes after
double accuracy_without(Sequential& network, Index left_out, const Tensor& x, const Tensor& labels);

}  // namespace strata
