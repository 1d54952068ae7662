#pragma once

#include <filesystem>

#include "01_tensors/tensor.hpp"

namespace strata {

// IDX is the format of MNIST and Fashion-MNIST. All numbers in a header are 32 bits, the highest byte first:
//
//     images   0x00000803, number of images, height, width; then one byte per pixel, row by row
//     labels   0x00000801, number of labels;                then one byte per label
//
// Both readers take the file plain or packed by gzip. They throw Error where it is missing, empty, truncated or
// damaged, where the magic number is another, and where the header promises more or fewer bytes than follow.

/// Reads a file of images: uint8 [N,H,W,C=1].
Tensor read_idx_images(const std::filesystem::path& path);

/// Reads a file of labels: int32 [N]. A label of class_count or more is an Error that names the sample.
Tensor read_idx_labels(const std::filesystem::path& path, Index class_count);

}  // namespace strata
