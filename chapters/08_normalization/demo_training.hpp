#pragma once

#include <functional>
#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/module_factory.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/initialisation.hpp"
#include "07_training/normalisation.hpp"

/// A chain of layers, all of one width: Linear, normalisation, ReLU, again and again, and a last Linear.
struct ChainDescription {
  strata::Index depth = 3;                ///< how many times
  strata::Index width = 64;               ///< outputs of each
  strata::ModuleFactory normalisation{};  ///< empty: none
  strata::Initialisation weight = strata::Initialisation::uniform_fan_in();
};

/// A data set, and what is done to its pixels.
struct Images {
  /// As the homework normalises pixels. The split must outlive this.
  explicit Images(const strata::DataSplit& split);

  /// The bytes of some images as the networks see them.
  strata::Tensor seen(const strata::Tensor& bytes) const { return pixels.apply(bytes); }

  /// An untrained network for them.
  strata::Sequential chain(ChainDescription description, std::uint64_t seed) const;

  const strata::DataSplit& data;  ///< bytes and labels
  strata::Normalisation pixels;   ///< what is done to them
};

/// How a network is trained: SGD at a constant rate.
struct Plan {
  double learning_rate = 0.1;
  strata::Index batch_size = 64;
  strata::Index epochs = 1;
  std::uint64_t seed = 1;
  double first_layer_factor = 1;                                      ///< multiplies the rate of the first weights
  bool shows_progress = false;                                        ///< a bar of its own
  std::function<void(strata::Index step, double loss)> after_step{};  ///< with the loss of the step's batch
};

/// What came out of it.
struct Outcome {
  double test_loss = 0, test_accuracy = 0;
  double seconds = 0;
  bool finite = true;  ///< false if training ended with NaN or infinity; the accuracy is then that of a guess
};

/// Trains with chapter 7's Trainer and evaluates after the last epoch.
Outcome train(strata::Sequential& network, const Images& images, const Plan& plan);

/// Nothing, BatchNorm or LayerNorm, by name.
strata::ModuleFactory normalisation_named(const std::string& name);
