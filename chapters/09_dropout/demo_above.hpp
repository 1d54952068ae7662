#pragma once

#include <filesystem>

#include "02_modules/sequential.hpp"
#include "09_dropout/dropout_training.hpp"

/// Trains on all images and prints the train accuracy in three ways beside the test accuracy: running, with dropout
/// after the epoch, and in evaluation mode.
void show_test_above_train(strata::Sequential& network, const strata::DataSplit& data,
                           const strata::DropoutTraining& settings, const std::filesystem::path& out);

/// Prints what the trained network is worth if it is asked otherwise: with one mask, with many, scaled twice or not at
/// all.
void show_ways_to_ask(strata::Sequential& network, double p, const strata::Dataset& test,
                      const strata::Normalisation& normalisation, const std::filesystem::path& out);
