#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "07_training/experiment.hpp"

namespace strata {

/// What the training with one seed gave.
struct SeedResult {
  double seconds = 0;         ///< of training
  double train_accuracy = 0;  ///< after the last epoch, in evaluation mode
  double test_accuracy = 0;   ///< likewise
};

/// SHA-256 of the images and labels of a data set, in hexadecimal digits. What two data sets are called does not say
/// whether they are the same; this does.
struct DataDigests {
  std::string train;  ///< of the training images
  std::string test;   ///< of the test images

  bool operator==(const DataDigests&) const = default;  ///< the same images and labels
};

/// Reads every image once.
DataDigests digests_of(const DataSplit& data);

/// What says whether an earlier result still holds, in words: network, images and settings. `digests` are those of
/// `data`, which need not be read again for every training.
std::string facts_of(const std::string& network, const DataSplit& data, const DataDigests& digests,
                     const ExperimentSettings& settings);

/// Writes a result and its facts to a JSON file, whole or not at all.
void save_seed_result(const std::filesystem::path& path, const std::string& facts, const SeedResult& result);

/// Reads it back. Nothing, if there is no such file, or it is damaged, or of other facts.
std::optional<SeedResult> load_seed_result(const std::filesystem::path& path, const std::string& facts);

}  // namespace strata
