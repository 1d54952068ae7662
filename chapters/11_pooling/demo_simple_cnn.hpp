#pragma once

#include <string>

#include "01_tensors/dataset.hpp"
#include "07_training/experiment.hpp"
#include "common/program_options.hpp"

/// How chapter 11's program trains SimpleCNN.
struct SimpleCnnOptions {
  strata::ProgramOptions program{.epochs = 1, .batch_size = 64, .out = "out/11_pooling"};
  std::string recipe = "homework";
  std::string seeds = "1";
  bool resume = false;
};

/// Trains SimpleCNN, prints its row beside the homework's, and leaves tables, weights and a checkpoint.
strata::ExperimentResult train_simple_cnn(const strata::DataSplit& data, const SimpleCnnOptions& options);

/// The same with several seeds, for mean and spread alone.
void train_seeds(const strata::DataSplit& data, const SimpleCnnOptions& options, strata::Index seeds);
