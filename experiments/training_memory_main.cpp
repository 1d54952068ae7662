// A process of its own, whose memory `./strata reproduce` measures: experiments/training_memory.hpp starts it.

#include <fmt/format.h>

#include <iostream>

#include "common/parallel.hpp"
#include "common/program.hpp"
#include "experiments/training_memory.hpp"

using namespace strata;
using namespace strata::experiments;

int main(int argc, char** argv) {
  Program program("Print the memory that training a network takes above the idle process, in megabytes, as JSON",
                  "training_memory");
  MemoryWork work;
  ProgramOptions options{.batch_size = work.batch_size};
  fast_cpu::KernelOption kernels;
  program.add_argument("NETWORK", work.network, "A name that ./strata describe knows");
  program.add_text("--optimizer", work.optimizer, "adam, or sgd with momentum");
  options.add_batch_size(program);
  program.add_whole_number("--evaluation-batch-size", work.evaluation_batch_size, 1, 1000000,
                           "Images that are evaluated in one forward pass; else as many as a step has");
  program.add_whole_number("--steps", work.steps, 1, 1000,
                           "Training steps before the evaluation; half as many after it");
  options.add_threads(program);
  kernels.add_to(program);

  return program.run(argc, argv, [&] {
    set_thread_count(options.threads);
    kernels.apply();
    work.batch_size = options.batch_size;
    const TrainingMemory memory = memory_of_this_process(work, kernels);
    std::cout << fmt::format("{{\"idle\": {}, \"above\": {}}}\n", memory.idle, memory.above);
  });
}
