#pragma once

#include <filesystem>
#include <string>

#include "07_training/experiment.hpp"
#include "07_training/seed_result.hpp"

namespace strata::experiments {

/// The name of the network that is compared, CuPyCNN, here and in PyTorch.
extern const std::string compared_network;

/// How both sides are trained: Adam with 1e-3, pixels from 0 to 1, in batches of 1000, for ten epochs.
/// @param data  for the number of channels
/// @param seed  of first weights and orders
ExperimentSettings compared_settings(const DataSplit& data, std::uint64_t seed);

/// The network as both sides start with it.
Sequential compared_start(const DataSplit& data, const ExperimentSettings& settings);

/// What both sides must have in common, in words: settings, images, first weights and orders, by their digests.
/// @param data      the images
/// @param digests   of `data`
/// @param settings  of both sides
std::string compared_work(const DataSplit& data, const DataDigests& digests, const ExperimentSettings& settings);

/// Writes to a folder what PyTorch needs to do the same: weights.safetensors, the first weights in PyTorch's layout,
/// and data.safetensors: train.images, train.labels, test.images, test.labels, bytes [N,H,W,C] and int32 [N], and
/// orders, int32 [epochs, N], the images of each epoch's batches one after the other.
void write_exchange(const std::filesystem::path& folder, const DataSplit& data, const ExperimentSettings& settings);

}  // namespace strata::experiments
