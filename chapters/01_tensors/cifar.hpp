#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// Images and their labels.
struct CifarImages {
  Tensor images;  ///< uint8 [N,H=32,W=32,C=3]
  Tensor labels;  ///< int32 [N]
};

/// Reads files in CIFAR-10's binary format, plain or packed by gzip, one after another into one pair of tensors.
///
/// A record is 1 byte for the label and 3072 for the image: all red values, then all green, then all blue. They are
/// reordered here, so that the three values of a pixel become neighbours (NHWC). Throws Error where a file is missing,
/// empty, truncated or damaged, where its size is no whole number of records, and where a label is above 9 (the message
/// names the record).
CifarImages read_cifar10(const std::vector<std::filesystem::path>& paths);

}  // namespace strata
