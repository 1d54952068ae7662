#pragma once

#include <functional>
#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/data_loader.hpp"
#include "common/program_options.hpp"

/// How chapter 13's program trains its small networks.
struct CustomDemoOptions {
  strata::ProgramOptions program{.epochs = 2, .batch_size = 64, .out = "out/13_custom_layers"};
  strata::Index images = 8000;
};

/// The images that they see: the first so many of the training images, and up to 2,000 of the test images in one batch.
struct DemoImages {
  strata::DataLoader train;
  strata::Batch test;
  std::vector<std::string> class_names;
};

/// Cuts them from a data set.
DemoImages demo_images(const strata::DataSplit& data, const CustomDemoOptions& options);

/// Builds a network that is not built and trains it with Adam at 0.002; the β of a LearnableSwish goes ten times as
/// far. after_step gets the number of steps taken.
void train_small(strata::Sequential& network, const DemoImages& images, const CustomDemoOptions& options,
                 const std::function<void(strata::Index)>& after_step = {});

/// Of the test images, in evaluation mode.
double test_accuracy(strata::Sequential& network, const DemoImages& images);
