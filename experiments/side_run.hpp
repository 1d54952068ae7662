#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "07_training/experiment.hpp"
#include "experiments/training_memory.hpp"

namespace strata::experiments {

/// What stands for a number that was not measured; in JSON it is null.
constexpr double unmeasured = std::numeric_limits<double>::quiet_NaN();

/// One of the ways in which a side can compute.
struct Way {
  Index threads = 1;         ///< of the processor
  std::string layout{};      ///< "NHWC", "NCHW" or "channels last": how images lie in memory
  std::string text() const;  ///< "2 threads, channels last"

  bool operator==(const Way&) const = default;  ///< the same threads and layout
};

/// How long passes took, in milliseconds.
struct TimedPass {
  Way way{};                                           ///< how they were computed
  TimeRange time{unmeasured, unmeasured, unmeasured};  ///< median and range
};

/// One training of one of two sides that are compared, Strata or PyTorch.
struct SideRun {
  std::string work{};             ///< what both sides must have in common: settings, images, first weights, orders
  std::string conditions{};       ///< what else its times depend on: processor, threads, kernels, version
  std::string made{};             ///< when and where
  std::string software{};         ///< "PyTorch 2.15.0, fused Adam"
  std::string device = "cpu";     ///< where it computed
  std::uint64_t seed = 1;         ///< of first weights and orders
  Index images = 0;               ///< of the training
  Index batch_size = 0;           ///< images of a step
  Way training{};                 ///< how the training was computed
  std::vector<double> losses{};   ///< on all training images, before the first epoch and after each
  std::vector<double> seconds{};  ///< of each epoch, without the evaluations
  double running_accuracy = unmeasured;  ///< on the training images while the network changed, in the last epoch
  double train_accuracy = unmeasured;    ///< on the training images after it, in evaluation mode
  double test_accuracy = unmeasured;     ///< on the test images
  TimedPass forward{};                   ///< of one image in training mode: the network and the loss
  TimedPass backward{};                  ///< of one image: from the loss to the gradients of all weights
  TimedPass one{};                       ///< one image forward in evaluation mode
  TimedPass many{};                      ///< likewise compared_inference_batch images

  /// Passes over the training images.
  Index epochs() const { return static_cast<Index>(seconds.size()); }

  /// Of all epochs.
  double training_seconds() const;
};

/// How many images a batch has whose inference both sides time.
constexpr Index compared_inference_batch = 64;

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
nlohmann::ordered_json json_of(const TimedPass& pass);
TimedPass timed_pass_of(const nlohmann::ordered_json& json);
nlohmann::ordered_json json_of(const TrainingMemory& memory);
TrainingMemory training_memory_of(const nlohmann::ordered_json& json);
/// @}

/// A run that was kept. Nothing, if there is no such file, or it is damaged, or of other work or other conditions.
std::optional<SideRun> load_side_run(const std::filesystem::path& path, const std::string& work,
                                     const std::string& conditions);

}  // namespace strata::experiments
