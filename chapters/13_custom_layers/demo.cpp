// Chapter 13's program: a layer of one's own on its way to the passed gradient check, the homework's comparison, what β
// bends choose, and what attention looks at.

#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "common/folders.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "demo_attention.hpp"
#include "demo_comparison.hpp"
#include "demo_own_layer.hpp"
#include "demo_swish.hpp"

using namespace strata;

namespace {

void run(const CustomDemoOptions& options) {
  set_thread_count(options.program.threads);
  const DataSplit data = load_dataset(options.program.data);
  const DemoImages images = demo_images(data, options);
  const std::filesystem::path& out = options.program.out;
  create_folders(out);
  show_own_layer(options.program.seed);
  compare_layers(options.program.seed, out);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name,
                           images.train.data().images.dim(0), images.test.labels.count());
  std::vector<Picture> pictures{draw_swish(out), show_betas(images, options)};
  for (Picture& picture : show_attention(images, options)) pictures.push_back(std::move(picture));
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 13: a layer of one's own, and the homework's custom layers", "./strata run 13");
  CustomDemoOptions options;
  options.program.add_to(program);
  program.add_whole_number("--images", options.images, 1, 1'000'000, "Train on the first so many images");
  return program.run(argc, argv, [&] { run(options); });
}
