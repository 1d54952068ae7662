#pragma once

#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "07_training/history.hpp"
#include "common/picture.hpp"

/// One image, and what windows of 4 × 4 make of it.
strata::Picture draw_pooled_image(const strata::Dataset& data, const std::filesystem::path& out);

/// The power mean of a window against p, between its bounds (11.18).
strata::Picture draw_power_means(const std::filesystem::path& out);

/// Accuracy after each epoch, on batches while the network was changing and on the test images.
strata::Picture draw_simple_cnn_accuracies(const strata::History& history, const std::filesystem::path& out);
