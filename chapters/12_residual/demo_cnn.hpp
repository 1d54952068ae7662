#pragma once

#include <string>

#include "01_tensors/dataset.hpp"
#include "07_training/experiment.hpp"
#include "common/program_options.hpp"

/// How chapter 12's program trains CNNWithResidual.
struct ResidualDemoOptions {
  strata::ProgramOptions program{.epochs = 1, .batch_size = 64, .out = "out/12_residual"};
  std::string images = "4000";
  std::string steps = "600";
  std::string recipe = "homework";
  bool resume = false;
};

/// Trains CNNWithResidual on the first images of the data (0: on all), prints its row beside the homework's, and leaves
/// tables, weights and a checkpoint. A part of the training images is tested on a part of the test images.
strata::ExperimentResult train_cnn_with_residual(const strata::DataSplit& data, strata::Index images,
                                                 const ResidualDemoOptions& options);
