// How long does a forward and a backward pass of one of this chapter's layers take? Prints the median of both together
// in microseconds. compare_step_time.py runs this beside PyTorch.

#include <fmt/format.h>

#include <iostream>

#include "10_convolution/conv2d.hpp"
#include "13_custom_layers/attention.hpp"
#include "13_custom_layers/comparison.hpp"
#include "13_custom_layers/custom_conv.hpp"
#include "13_custom_layers/learnable_swish.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

constexpr Index channels = 32;
constexpr std::string_view names = "swish, conv, mean_conv, scaled_conv, channel or spatial";

std::unique_ptr<Module> layer_of(const std::string& name) {
  const Conv2dOptions same{.padding = 1};
  if (name == "swish") return std::make_unique<LearnableSwish>();
  if (name == "conv") return std::make_unique<Conv2d>(channels, 3, same);
  if (name == "mean_conv") return std::make_unique<Sequential>(mean_conv2d(channels, 3, same));
  if (name == "scaled_conv") return std::make_unique<Sequential>(scaled_conv2d(channels, 3, same));
  if (name == "channel") return std::make_unique<Gated>(channel_attention(channels));
  if (name == "spatial") return std::make_unique<Gated>(spatial_attention());
  throw UsageError({"--layer", "\"" + name + "\"", std::string(names), ""});
}

void run(const ProgramOptions& options, const std::string& name) {
  set_thread_count(options.threads);
  const std::unique_ptr<Module> layer = layer_of(name);
  const Shape images({options.batch_size, 28, 28, channels}, "NHWC");
  Rng rng(1);
  layer->build(images.without_front(), rng);
  std::cout << fmt::format("{:.1f}\n", 1000 * step_time(*layer, normal_images(images, 1), 40).median);
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Times one layer of chapter 13", "13_custom_layers_step_time");
  ProgramOptions options{.batch_size = 16};
  std::string layer = "swish";
  options.add_threads(program);
  options.add_batch_size(program);
  program.add_text("--layer", layer, std::string(names));
  return program.run(argc, argv, [&] { run(options, layer); });
}
