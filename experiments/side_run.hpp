#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "07_training/experiment.hpp"
#include "experiments/training_memory.hpp"

namespace strata::experiments {

/// One training of one of two sides that are compared, Strata or PyTorch.
struct SideRun {
  std::string work;                 ///< what both sides must have in common: settings, images, first weights, orders
  std::string how;                  ///< "PyTorch 2.15.0, 2 threads, channels last, fused Adam"
  std::string layout;               ///< "NHWC", "NCHW" or "channels last": how images lie in memory
  std::uint64_t seed = 1;           ///< of first weights and orders
  std::vector<double> losses{};     ///< on all training images, before the first epoch and after each
  std::vector<double> seconds{};    ///< of each epoch, without the evaluations
  double test_accuracy = 0;         ///< after the last epoch
  InferenceTime forward{0, 0, 0};   ///< milliseconds for one image: the network and the loss
  InferenceTime backward{0, 0, 0};  ///< milliseconds for one image: from the loss to the gradients of all weights

  /// Of all epochs.
  double training_seconds() const;
};

/// The memory of one side.
struct SideMemory {
  TrainingMemory batches;   ///< where an evaluation takes as many images at a time as a step
  TrainingMemory one_pass;  ///< where it takes all training images at a time
};

/// What is known of one side.
struct Side {
  std::string name;             ///< "Strata" or "PyTorch"
  std::vector<SideRun> runs{};  ///< one for each seed
  SideMemory memory{};          ///< of the first seed's settings
  std::string stored{};         ///< of a stored side: when and where it was measured; else empty
};

/// @{
/// As JSON and back. @throws nlohmann::json::exception where the JSON is another one
nlohmann::ordered_json json_of(const SideRun& run);
SideRun side_run_of(const nlohmann::ordered_json& json);
nlohmann::ordered_json json_of(const Side& side);
Side side_of(const nlohmann::ordered_json& json);
nlohmann::ordered_json json_of(const InferenceTime& time);
InferenceTime inference_time_of(const nlohmann::ordered_json& json);
nlohmann::ordered_json json_of(const TrainingMemory& memory);
TrainingMemory training_memory_of(const nlohmann::ordered_json& json);
/// @}

/// A run that was kept. Nothing, if there is no such file, or it is damaged, or of other work.
std::optional<SideRun> load_side_run(const std::filesystem::path& path, const std::string& work);

}  // namespace strata::experiments
