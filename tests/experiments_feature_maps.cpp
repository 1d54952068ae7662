// What ./strata reproduce shows of the inside of a network.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "07_training/module_state.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/networks.hpp"
#include "12_residual/networks.hpp"
#include "12_residual/residual.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/feature_maps.hpp"
#include "experiments/layer_outputs.hpp"
#include "experiments/receptive_fields.hpp"
#include "tests/captured_output.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

Tensor one_image(Index side) {
  Rng rng(2);
  return normal_tensor({1, side, side, 3}, rng, Dtype::f32);
}

Sequential residual_network(Index side) {
  Sequential network = cnn_with_residual();
  Rng rng(1);
  network.build({{side, side, 3}, "HWC"}, rng);
  return network;
}

bool equal(const Tensor& one, const Tensor& other) {
  return one.shape() == other.shape() && std::ranges::equal(one.values<float>(), other.values<float>());
}

std::size_t place_of(const std::string& layer, const std::vector<LayerOutput>& outputs) {
  const auto found = std::ranges::find(outputs, layer, &LayerOutput::layer);
  INFO(layer);
  REQUIRE(found != outputs.end());
  return static_cast<std::size_t>(found - outputs.begin());
}

Residual& block_of(Sequential& network, const std::string& name) {
  for (Index i = 0; i < network.size(); ++i) {
    if (!network[i].path().ends_with(name)) continue;
    if (auto* const block = dynamic_cast<Residual*>(&network[i])) return *block;
  }
  throw Error({"the test", "no " + name, "a residual block", ""});
}

std::size_t count_of(const std::string& part, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("The outputs of all layers are those of the network in evaluation mode, inside blocks too", "[layering]") {
  Sequential network = residual_network(8);
  const Tensor x = one_image(8);
  network.train();
  const std::vector<LayerOutput> outputs = layer_outputs(network, x);
  CHECK(network.training());
  CHECK(outputs.front().layer == "conv1");
  CHECK(place_of("block1.branch.conv1", outputs) < place_of("block1.branch.conv2", outputs));
  CHECK(place_of("block1.branch.conv2", outputs) < place_of("block1", outputs));
  CHECK(place_of("block1", outputs) < place_of("block2.branch.conv1", outputs));
  network.eval();
  CHECK(equal(outputs.front().output, network[0].forward(x)));
  CHECK(equal(outputs.back().output, network.forward(x)));
  const Tensor& into_block = outputs[place_of("block1", outputs)].output;
  CHECK(equal(outputs[place_of("block2", outputs)].output, block_of(network, "block2").forward(into_block)));
}

TEST_CASE("Feature maps show the layers that are asked for, each beside the image", "[layering]") {
  const TemporaryFolder folder;
  Sequential network = residual_network(8);
  const Tensor pixels = Tensor::full({{1, 8, 8, 3}, "NHWC"}, 0.5);
  draw_feature_maps("maps", network, one_image(8), pixels,
                    {"conv1_activation", "block1.branch.conv1_activation", "block1", "no such layer", "fc"}, 3,
                    folder / "maps");
  const std::string data = text_of(folder / "maps.dat");
  CHECK(count_of("# \"channel ", data) == 9);  // "fc" has no images
  CHECK(count_of("# \"conv1\"", data) == 1);
  CHECK(count_of("# \"block1 inside\"", data) == 1);
  CHECK(count_of("# \"block1\"", data) == 1);
}

TEST_CASE("Of a layer's channels, those that differ most from pixel to pixel are shown", "[layering]") {
  const TemporaryFolder folder;
  Sequential network("net");
  network.add(Conv2d(3, 1), "conv1");
  Rng rng(1);
  network.build({{8, 8, 3}, "HWC"}, rng);
  // Channel 0 is a fiftieth of channel 1, and channel 2 its negative.
  auto weights = network.parameters().front()->value.values<float>();
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = std::array{0.01F, 0.5F, -0.5F}.at(i / 3);
  draw_feature_maps("maps", network, one_image(8), Tensor::full({{1, 8, 8, 3}, "NHWC"}, 0.5), {"conv1"}, 2,
                    folder / "maps");
  const std::string data = text_of(folder / "maps.dat");
  CHECK(count_of("# \"channel 0\"", data) == 0);
  CHECK(count_of("# \"channel 1\"", data) == 1);
  CHECK(count_of("# \"channel 2\"", data) == 1);
}

TEST_CASE("Pictures of feature maps and receptive fields say which training they show") {
  const TemporaryFolder folder;
  Request request;
  request.program.out = folder.path();
  ComparisonRun run{.data = generated_pictures(20, 10, 1), .plans = {}, .records = {}};
  run.plans.push_back({.network = "CNN3x3",
                       .make = [](Index classes) { return cnn_3x3(classes); },
                       .recipe = "homework",
                       .settings = {.seed = 4}});
  std::filesystem::create_directories(folder / "trainings");
  Sequential network = built_network(run.plans.front(), run.data);
  save_tensors(files_of(folder.path(), run.plans.front()).weights, module_state(network));
  {
    const CapturedOutput silent(stdout);
    Report report("kernel-size", "Kernels", request);
    add_receptive_fields(report, run);
    add_feature_maps(report, run, true);
    report.write();
  }
  const std::string which = "seed 4, the homework's settings";
  check_contains(text_of(folder / "results.md"), {"| CNN3x3 | 10 |", "networks with " + which});
  for (const char* const picture : {"receptive_fields.gp", "feature_maps_CNN3x3.gp"}) {
    check_contains(text_of(folder / picture), {"seed 4", "settings"});
  }
}
