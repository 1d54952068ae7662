// Chapter 8's program: who keeps the numbers in range?

#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "common/parallel.hpp"
#include "demo_checks.hpp"
#include "demo_company.hpp"
#include "demo_depth.hpp"
#include "demo_sweeps.hpp"

using namespace strata;

namespace {

void run(const ProgramOptions& options) {
  set_thread_count(options.threads);
  const DataSplit data = load_dataset(options.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  const Images images(data);
  std::vector<Picture> pictures{train_deep_chains(images, options)};
  check_layers(images, options);
  compare_variances(options);
  pictures.push_back(compare_modes(images, options));
  pictures.push_back(draw_inputs(images, options));
  pictures.push_back(sweep_learning_rates(images, options));
  compare_weight_scales(images, options);
  pictures.push_back(sweep_first_layer(images, options));
  pictures.push_back(sweep_batch_sizes(images, options));
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 8: train with and without normalisation, and see what it does", "./strata run 8");
  ProgramOptions options{.epochs = 3, .batch_size = 64, .out = "out/08_normalization"};
  options.add_to(program);
  return program.run(argc, argv, [&] { run(options); });
}
