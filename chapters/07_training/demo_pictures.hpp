#pragma once

#include <filesystem>

#include "07_training/history.hpp"
#include "common/picture.hpp"

/// Loss after each epoch, on batches while the network was changing and on the test images.
strata::Picture draw_losses(const strata::History& history, const std::filesystem::path& out);

/// The same for the accuracies.
strata::Picture draw_accuracies(const strata::History& history, const std::filesystem::path& out);
