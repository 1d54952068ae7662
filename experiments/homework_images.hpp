#pragma once

#include <string>

#include "07_training/seed_result.hpp"

namespace strata::experiments {

/// Whether these are the images of the homework's "mnist" or "cifar10", all of them and in their order, whatever the
/// folder is called that they came from.
bool are_homework_images(const std::string& data, const DataDigests& digests);

}  // namespace strata::experiments
