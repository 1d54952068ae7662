#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "common/picture.hpp"
#include "demo_networks.hpp"

/// Test accuracy after each epoch, a line per network with a bend. LeakyReLU, whose line covers ReLU's, is left out.
strata::Picture draw_accuracies(const std::vector<TrainedNetwork>& trained, const std::filesystem::path& out);

/// Test accuracy for each width of a random layer, with a bend behind it and without.
strata::Picture draw_random_layers(const RandomLayerResults& results, double one_layer,
                                   const std::filesystem::path& out);

/// Prints and draws how large the weights' gradients are in each layer of a deep chain, for several activations and
/// starts.
strata::Picture compare_depths(const strata::Dataset& data, std::uint64_t seed, const std::filesystem::path& out);
