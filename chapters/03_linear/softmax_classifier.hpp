#pragma once

// The softmax classifier of chapter 3's program: loss and gradient step written out. Chapters 5, 6 and 7 turn them into
// parts that every network can use.

#include <cstdint>
#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"

namespace strata {

/// How to train.
struct TrainingSettings {
  Index epochs = 10;               ///< passes over the training images
  Index batch_size = 64;           ///< how many images each step sees
  double learning_rate = 0.03;     ///< η
  std::uint64_t seed = 1;          ///< of the order of images
  std::string title = "training";  ///< of the progress bar
};

/// Loss in nats per sample, and share of samples classified rightly.
struct Score {
  double loss;      ///< mean cross-entropy (3.16)
  double accuracy;  ///< from 0 to 1
};

/// What happened while training.
struct TrainingHistory {
  double first_loss = 0;           ///< of the first batch, before the first step
  std::vector<double> steps;       ///< the step at which each stretch of steps ended
  std::vector<double> losses;      ///< the mean loss of each stretch
  std::vector<double> epoch_ends;  ///< the step at which each epoch ended
  std::vector<Score> test;         ///< on the test images after each epoch
  double seconds = 0;              ///< training alone, without the tests between epochs
};

/// Images as rows of numbers from 0 to 1, ready for a Linear layer: [N,F].
Tensor rows_of_pixels(const Tensor& images);

/// The mean cross-entropy of a batch of scores y (3.16), float32 or float64; writes its gradient dL/dy (3.17) if `dy`
/// is given.
/// @throws Error if there is not one label per sample, or a label is not an index of a score
double cross_entropy(const Tensor& y, const Tensor& labels, Tensor* dy);

/// Trains by stochastic gradient descent (3.18), in an order of images that depends on the seed alone.
TrainingHistory train_classifier(Module& network, const DataSplit& data, const TrainingSettings& settings);

/// Loss and accuracy on a data set, in evaluation mode.
Score evaluate(Module& network, const Dataset& data);

}  // namespace strata
