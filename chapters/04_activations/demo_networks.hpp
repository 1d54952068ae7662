#pragma once

#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/softmax_classifier.hpp"

/// A network and what happened while it was trained.
struct TrainedNetwork {
  std::string between;              ///< what stands between its Linear layers
  strata::Sequential network;       ///< as training left it
  strata::TrainingHistory history;  ///< of its training

  /// On the test images, after the last epoch.
  double test_accuracy() const { return history.test.back().accuracy; }
};

/// One Linear layer alone, then two with nothing between them, then two with each activation between them. All start
/// from one seed and see the images in one order. @throws Error if a loss is not finite in the end
std::vector<TrainedNetwork> train_networks(const strata::DataSplit& data, const strata::TrainingSettings& settings);

/// Test accuracies where a random layer that never learns comes before a trained one, for several widths.
struct RandomLayerResults {
  std::vector<double> widths;    ///< outputs of the random layer
  std::vector<double> straight;  ///< per cent, with nothing behind it
  std::vector<double> bent;      ///< per cent, with ReLU behind it
};

/// Trains the last layer on top of random layers of several widths.
RandomLayerResults train_on_random_layers(const strata::DataSplit& data, const strata::TrainingSettings& settings);
