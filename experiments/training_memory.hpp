#pragma once

#include <filesystem>
#include <string>

#include "14_fast_cpu/kernel_option.hpp"
#include "experiments/request.hpp"

namespace strata::experiments {

/// A training whose memory is measured: steps, an evaluation, and steps again, on random pixels.
struct MemoryWork {
  std::string network;              ///< a name of network_table(); its images have the homework's size
  std::string optimizer = "adam";   ///< or "sgd", with momentum
  Index batch_size = 1000;          ///< images of a step
  Index evaluation_batch_size = 0;  ///< images of the evaluation, in one forward pass; 0: as many as a step has
  Index steps = 3;                  ///< before the evaluation; half as many after it
};

/// What a process had in the machine, in megabytes of 10⁶ bytes.
struct TrainingMemory {
  double idle = 0;   ///< with the network and the images, before the first step
  double above = 0;  ///< the most it had more in training and evaluation
};

/// Measures it in this process, which should have done nothing else before.
/// @throws UsageError for an unknown network or optimiser, Error where the system does not say
TrainingMemory memory_of_this_process(const MemoryWork& work, const fast_cpu::KernelOption& kernels);

/// Measures it in a process of its own, with the threads and kernels of the request.
/// @param work     the training
/// @param request  threads and kernels
/// @param program  what is built from training_memory_main.cpp
/// @throws Error with the process's message where that ended badly
TrainingMemory measure_training_memory(const MemoryWork& work, const Request& request,
                                       const std::filesystem::path& program = STRATA_TRAINING_MEMORY);

}  // namespace strata::experiments
