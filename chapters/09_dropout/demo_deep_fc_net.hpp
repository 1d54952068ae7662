#pragma once

#include "01_tensors/dataset.hpp"
#include "common/program_options.hpp"

/// Trains the homework's DeepFCNet at the homework's settings and prints its row beside the homework's.
void train_deep_fc_net(const strata::DataSplit& data, const strata::ProgramOptions& options);
