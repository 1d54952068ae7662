#pragma once

#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "03_linear/linear.hpp"
#include "common/picture.hpp"
#include "softmax_classifier.hpp"

/// The weights of each class as an image: red where a bright pixel speaks for the class, blue where it speaks against.
strata::Picture draw_weights(strata::Linear& layer, const strata::Dataset& data, const std::filesystem::path& out);

/// Training and test loss against steps.
strata::Picture draw_losses(const strata::TrainingHistory& history, const std::filesystem::path& out);

/// Images per second of one training step, for growing batches.
strata::Picture draw_batch_sizes(const strata::Dataset& data, const std::filesystem::path& out);
