#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "07_training/evaluation.hpp"
#include "07_training/history.hpp"

namespace strata {

/// Two convolutions with stride 2, and a linear layer on what they leave. Its first layer is called "conv1".
Sequential small_convolutional_network(Index classes);

/// The same images with their pixels in another order, which is the same for all of them.
DataSplit with_shuffled_pixels(const DataSplit& data, std::uint64_t seed);

/// How networks are trained here: Adam at 1e-3.
struct NetworkSettings {
  Index epochs = 2;
  Index batch_size = 64;
  std::uint64_t seed = 1;
};

/// A network after training, and what it is worth.
struct TrainedNetwork {
  std::string name;    ///< "FCNet"
  std::string pixels;  ///< "in order" or "shuffled"
  Sequential network;  ///< after the last epoch
  History history;     ///< of all epochs
  Evaluation test;     ///< on the test images
};

/// FCNet of chapter 7 and the small convolutional network, each on the images and on their shuffled pixels.
std::vector<TrainedNetwork> train_networks(const DataSplit& data, const NetworkSettings& settings);

}  // namespace strata
