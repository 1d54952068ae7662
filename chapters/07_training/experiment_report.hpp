#pragma once

#include <functional>
#include <string>

#include "07_training/experiment.hpp"
#include "07_training/experiment_options.hpp"
#include "common/table.hpp"

namespace strata {

/// A network of the homework, and what the homework reports of it.
struct HomeworkNetwork {
  std::string name;                               ///< "SimpleCNN"
  std::function<Sequential(Index classes)> make;  ///< makes it, not built yet
  Index parameters;                               ///< for the homework's images
  std::string inference;                          ///< milliseconds for one image, as the homework writes them
  Percent running_accuracy;                       ///< on training images, while the network changed
  Percent test_accuracy;                          ///< after the last epoch
  std::string data = "mnist";                     ///< what it was trained on; empty: nothing is reported of it
  Index images = 60000;                           ///< how many training images that are
  Index epochs = 5;                               ///< how long
  double peak_rate = usual_peak_rate;             ///< that it bears with the book's recipe
  bool usual = true;                              ///< false: with other settings than Adam at 1e-3 and batches of 64
};

/// What a table calls a training with these options: "homework's settings" if epochs and batch size are those too with
/// which the homework trains this network, else what they are, as "Adam 1e-3, batch 32"; "the book's recipe".
std::string settings_of(const HomeworkNetwork& network, const ExperimentOptions& options);

/// Trains the network once, prints its layers and a table with its row, called by settings_of(), and the homework's. It
/// leaves in options.out results.md, results.json, history.csv, weights.safetensors and checkpoint.safetensors. The
/// homework's row says whether data and settings are the same.
/// @throws Error as run_experiment does
ExperimentResult run_and_report(const HomeworkNetwork& network, const DataSplit& data,
                                const ExperimentOptions& options);

}  // namespace strata
