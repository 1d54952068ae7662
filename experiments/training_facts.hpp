#pragma once

#include <string>

#include "07_training/seed_result.hpp"
#include "experiments/training_plan.hpp"

namespace strata::experiments {

/// What a training is the result of, in words: its images, the layers of its network, its settings, the kernels, and
/// the device with its threads. Two trainings of the same facts end with the same numbers, and take as long.
/// @param plan     which training
/// @param layers   what its network, built, says of its layers: Module::describe()
/// @param data     the images
/// @param digests  of `data`
/// @param request  says what computes
std::string training_facts(const TrainingPlan& plan, const std::string& layers, const DataSplit& data,
                           const DataDigests& digests, const Request& request);

/// Eight hexadecimal digits that tell facts apart, for names of files.
std::string short_digest(const std::string& facts);

}  // namespace strata::experiments
