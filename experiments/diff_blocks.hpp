#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/diff_blocks_inference.hpp"
#include "experiments/network_comparison.hpp"
#include "experiments/network_summary.hpp"
#include "experiments/training_memory.hpp"

namespace strata::experiments {

/// The homework's nine columns, the last three of which follow from the others.
struct NineColumns {
  double parameters;  ///< millions
  double memory;      ///< MB, the most in training
  double epoch;       ///< seconds
  double inference;   ///< seconds, for all test images
  double minutes;     ///< of the whole training
  double accuracy;    ///< on the test images, a fraction

  /// Accuracy per million parameters.
  double per_parameter() const { return accuracy / parameters; }
  /// Accuracy per minute of training.
  double per_minute() const { return accuracy / minutes; }
  /// Accuracy per megabyte.
  double per_megabyte() const { return accuracy / memory; }
};

/// A row of the homework's table.
struct HomeworkDiffBlocks {
  std::string network;  ///< "DiffBlocksNN_basic"
  NineColumns columns;  ///< fifteen epochs with all images of CIFAR-10, on a GPU, one run
};

/// The homework's table.
const std::vector<HomeworkDiffBlocks>& homework_diff_blocks();

/// What is known of one network.
struct DiffBlocksRow {
  std::string network;              ///< "DiffBlocksNN_basic"
  RecipeSummary summary;            ///< accuracies and seconds, over the seeds
  Spread loss;                      ///< in the last epoch, while the network changed
  double highest_loss = 0;          ///< the largest mean of about a fiftieth of a training, of all seeds
  Index parameters = 0;             ///< as many numbers as training changes
  Index epochs = 0;                 ///< of each training
  Index batch_size = 0;             ///< likewise
  TrainingMemory memory;            ///< with batches of this size in training and evaluation
  DiffBlocksInference inference{};  ///< how fast it answers
  bool full_scale = false;          ///< see is_full_scale()
  std::string label() const;        ///< "basic"
  NineColumns columns() const;      ///< from all this
};

/// How the experiment is carried out. Tests have narrower networks.
struct DiffBlocksOptions {
  Index channels = 64;  ///< of the first stage

  /// Measures a training's memory.
  std::function<TrainingMemory(const MemoryWork& work, const Request& request)> memory =
      [](const MemoryWork& work, const Request& request) { return measure_training_memory(work, request); };
};

/// Trains, measures and reports the three networks. @throws Error as experiment_data and run_plans do
void compare_diff_blocks(const Request& request, const DiffBlocksOptions& options = {});

/// Whether trainings have the homework's images, epochs and batches: fifteen epochs with all images of CIFAR-10, 128 at
/// a time. Then accuracies can be compared. Memory and times never can: the homework's are those of a GPU.
bool is_full_scale(bool homework_images, Index epochs, Index batch_size);

/// What the trainings of a network say of it; memory and inference are the caller's. `homework_images`: whether the
/// images are all of CIFAR-10.
DiffBlocksRow diff_blocks_row(const std::string& network, const ComparisonRun& run, bool homework_images);

/// @{
/// Adds to the report: the nine columns, ours and the homework's, which of them can be compared, accuracies, inference,
/// how steadily the networks train, and what is corrected of the sources; six pictures; the numbers behind them.
void add_diff_blocks_tables(Report& report, const std::vector<DiffBlocksRow>& rows, const DataSplit& data,
                            const Request& request);
void add_diff_blocks_pictures(Report& report, const std::vector<DiffBlocksRow>& rows, const ComparisonRun& run);
void add_diff_blocks_numbers(Report& report, const std::vector<DiffBlocksRow>& rows, const DataSplit& data,
                             const Request& request);
/// @}

}  // namespace strata::experiments
