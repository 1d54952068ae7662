// Chapter 20's program: who waits for whom in a training step on a GPU.

#include <iostream>

#include "01_tensors/dataset.hpp"
#include "15_cuda_kernels/backend.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "20_cuda_training/cuda_training.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "demo_batches.hpp"
#include "demo_steps.hpp"

using namespace strata;

namespace {

// In the emulator, every pixel is a turn of a thread: some thousand images tell as much as all of them.
constexpr Index emulated_images = 2000;

Dataset some_images(const std::string& data) {
  Dataset images = load_dataset(data).train;
  if (cuda_backend() == Backend::gpu || images.size() <= emulated_images) return images;
  images.images = images.images.slice(0, emulated_images);
  images.labels = images.labels.slice(0, emulated_images);
  return images;
}

void run(const ProgramOptions& options) {
  cuda_kernels::install();
  cuda_training::install();
  std::cout << "Device: " << cuda_device_name() << "\n\n";
  const auto launches = compare_steps(options.seed, options.out);
  compare_roundings(options.out);
  const Picture copies = compare_batches(some_images(options.data), options.out);
  std::cout << "Pictures:\n";
  if (launches) std::cout << *launches << '\n';
  std::cout << copies << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 20: steps and batches that nobody waits for, on a GPU or emulated", "./strata run 20");
  ProgramOptions options{.out = "out/20_cuda_training"};
  options.add_seed(program);
  options.add_data(program);
  options.add_out(program);
  return program.run(argc, argv, [&] { run(options); });
}
