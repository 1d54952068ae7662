#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/module.hpp"
#include "common/picture.hpp"

/// How the networks whose images are moved are trained.
struct ShiftTraining {
  strata::Index images = 20000;  ///< the first so many training images
  strata::Index epochs = 1;      ///< how often each network sees them
};

/// Prints what windows make of two rows of pixels and of the same rows moved by one, and the sums.
void print_moved_rows();

/// Trains networks that halve their images in four ways, moves the test images, and prints and draws what changes: in
/// their features, and in what they and SimpleCNN say.
/// @param data        bytes and labels
/// @param simple_cnn  SimpleCNN, trained
/// @param training    how they are trained
/// @param seed        of first weights and orders
/// @param out         the folder for tables and pictures
std::vector<strata::Picture> show_shifts(const strata::DataSplit& data, strata::Module& simple_cnn,
                                         const ShiftTraining& training, std::uint64_t seed,
                                         const std::filesystem::path& out);
