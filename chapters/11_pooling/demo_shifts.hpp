#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/module.hpp"
#include "common/picture.hpp"

/// Prints what windows make of a row of pixels and of the same row moved by one.
void print_moved_row();

/// Trains networks that halve their images in four ways, moves the test images, and prints and draws what changes: in
/// their features, and in what they and SimpleCNN say.
/// @param data        bytes and labels
/// @param simple_cnn  SimpleCNN, trained
/// @param images      how many training images each network sees, once
/// @param seed        of first weights and orders
/// @param out         the folder for tables and pictures
std::vector<strata::Picture> show_shifts(const strata::DataSplit& data, strata::Module& simple_cnn,
                                         strata::Index images, std::uint64_t seed, const std::filesystem::path& out);
