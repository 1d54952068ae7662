#pragma once

#include <string>

#include "01_tensors/dataset.hpp"
#include "experiments/request.hpp"

namespace strata::experiments {

/// The images of an experiment whose own are those of `data`, "mnist" or "cifar10": these, or what --data names. A
/// quick run has the first few of Fashion-MNIST, or of generated pictures in colour, and needs no data set fetched.
/// With --images, as many of them.
/// @throws Error as load_dataset does, UsageError if the images are not of the size that the networks are made for
DataSplit experiment_data(const std::string& data, const Request& request);

/// Keeps the first images of both parts, where there are more.
void keep_first(DataSplit& split, Index train, Index test);

/// Pictures of ten classes, 32 x 32 pixels in colour: a disc, a square, stripes and the like, somewhere, in some
/// colour, on noise. They come from the seed alone.
DataSplit generated_pictures(Index train, Index test, std::uint64_t seed);

}  // namespace strata::experiments
