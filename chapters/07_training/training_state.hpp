#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "02_modules/module.hpp"
#include "06_optimizers/optimizer.hpp"
#include "07_training/data_loader.hpp"
#include "07_training/history.hpp"

namespace strata {

/// Where a training stands between two steps, beside what network and optimiser know.
struct TrainingState {
  Index epoch = 1;                        ///< in which the next step falls
  Index batch = 0;                        ///< of this epoch, the next one
  double loss_sum = 0;                    ///< over the epoch's samples so far
  Index correct = 0;                      ///< of them
  Index samples = 0;                      ///< so far in this epoch
  double seconds = 0;                     ///< of training in this epoch
  History history;                        ///< of the epochs that are over
  double best_accuracy = -1;              ///< on the images that are watched; below 0 before the first epoch's end
  Index best_epoch = 0;                   ///< when it was reached
  std::vector<NamedTensor> best_weights;  ///< the network's state then, if it is kept
};

/// Writes everything that later steps depend on to one file, whole or not at all. `settings` says in words what else
/// must be the same for the steps that follow: "the book's recipe (...) for 5 epochs".
void save_checkpoint(const std::filesystem::path& path, const TrainingState& state, Module& network,
                     const Optimizer& optimizer, const DataLoader& loader, const std::string& settings);

/// Reads it back: the steps that follow have the same bits as if there had been no interruption.
/// @throws Error with the file's name if it is missing, damaged, of another network (both names or both shapes are
/// given), of another optimiser, of a loader with other images, batch size or seed, or of other settings; then nothing
/// has changed
TrainingState load_checkpoint(const std::filesystem::path& path, Module& network, Optimizer& optimizer,
                              const DataLoader& loader, const std::string& settings);

}  // namespace strata
