#pragma once

#include <filesystem>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "07_training/normalisation.hpp"
#include "common/picture.hpp"

/// Images of the size of the network's that it was never meant for: those of the other of MNIST and Fashion-MNIST, and
/// noise where these are not there or do not fit.
strata::Dataset strangers_to(const strata::Dataset& known, std::uint64_t seed);

/// Asks a network with 50 masks about images it knows the like of and about strangers, prints how well doubt tells them
/// apart, and draws the first image of each and the stranger that the network trusts most without masks.
std::vector<strata::Picture> show_doubt(strata::Sequential& network, const strata::Dataset& known,
                                        const strata::Dataset& strange, const strata::Normalisation& normalisation,
                                        const std::filesystem::path& out);
