// Chapter 6's program: how far should a step go?

#include <fmt/format.h>

#include <iostream>

#include "01_tensors/dataset.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "demo_comparison.hpp"
#include "demo_schedules.hpp"
#include "demo_surfaces.hpp"

using namespace strata;

namespace {

void run(const ProgramOptions& options) {
  set_thread_count(options.threads);
  const DataSplit data = load_dataset(options.data);
  std::vector<Picture> pictures = walk_on_surfaces(options.out);
  const auto draw = [&](const std::vector<Picture>& more) {
    pictures.insert(pictures.end(), more.begin(), more.end());
  };
  draw(draw_schedules(options.out));
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  const Images images(data);
  draw(compare_optimizers(images, options));
  compare_decays(images, options);
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 6: watch optimisers walk, and train one classifier with each", "./strata run 6");
  ProgramOptions options{.epochs = 5, .batch_size = 64, .out = "out/06_optimizers"};
  options.add_to(program);
  return program.run(argc, argv, [&] { run(options); });
}
