#pragma once

#include <optional>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "06_optimizers/schedule.hpp"
#include "common/program_options.hpp"
#include "demo_optimizers.hpp"

/// What was seen at some steps of a training run.
struct Record {
  std::vector<double> steps;   ///< from 1
  std::vector<double> moved;   ///< mean |Δθ| of that step, in learning rates
  std::vector<double> ratio;   ///< AdaSmooth: the median of that step's e of numbers that moved before; NaN if none did
  std::vector<double> lowest;  ///< a tenth of these e are below
  std::vector<double> highest;  ///< a tenth of these e are above
};

/// A finished run.
struct Run {
  strata::Sequential network;  ///< trained
  double accuracy = 0;         ///< on the test images, after the last step
  double first_loss = 0;       ///< before the first step
  double second_loss = 0;      ///< of the second batch, after the first step
  double microseconds = 0;     ///< median time of a step of the optimiser alone
  strata::Index remembered = 0;
  Record record{};
};

/// Images ready for training, made once for all runs.
struct Images {
  explicit Images(const strata::DataSplit& split);
  const strata::DataSplit& data;
  strata::Tensor rows;  ///< the training images as rows of numbers
};

/// Trains chapter 3's classifier: first weights and order of images depend on the seed alone. With a schedule, the
/// recipe's rate is its highest.
Run train(const Images& images, const Recipe& recipe, const strata::ProgramOptions& options,
          const std::optional<strata::Schedule>& schedule = std::nullopt);

/// How many steps a run takes.
strata::Index steps_of(const Images& images, const strata::ProgramOptions& options);
