#pragma once

#include <cstdint>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/module.hpp"
#include "07_training/evaluation.hpp"
#include "07_training/normalisation.hpp"

namespace strata {

/// How the networks of this chapter's program are trained: with Adam at 1e-3, as the homework's.
struct DropoutTraining {
  Index epochs = 5;               ///< passes over the training images
  Index batch_size = 64;          ///< how many images each step sees
  std::uint64_t seed = 1;         ///< of the orders
  Index every = 1;                ///< evaluate after so many epochs, and after the first and the last
  Normalisation normalisation{};  ///< of all images; without, pixels from 0 to 1
};

/// What is known of a network after some epochs.
struct DropoutRecord {
  double epoch;             ///< from 1
  double running_accuracy;  ///< over the epoch, while the network changed and with dropout (7.4)
  double running_loss;      ///< likewise
  Evaluation train;         ///< after the epoch, on the training images in evaluation mode
  Evaluation test;          ///< on the test images
};

/// Trains a network and evaluates it on both parts of the data. @throws Error as Trainer::train does
std::vector<DropoutRecord> train_with_records(Module& network, const DataSplit& data, const DropoutTraining& settings);

/// Loss and accuracy on the images of a data set, in evaluation mode.
Evaluation evaluate_on(Module& network, const Dataset& data, const Normalisation& normalisation);

}  // namespace strata
