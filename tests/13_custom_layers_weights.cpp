// Weights that go to PyTorch and come back: names, layouts and numbers.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <memory>

#include "02_modules/state.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "07_training/module_state.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/linear_block.hpp"
#include "10_convolution/convolution_block.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "12_residual/blocks.hpp"
#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/pytorch_layout.hpp"
#include "13_custom_layers/pytorch_names.hpp"
#include "13_custom_layers/pytorch_weights.hpp"
#include "tests/13_custom_layers_weights.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

// The networks of tests/parity/13_pytorch_weights.py.
Sequential small_fc_net() {
  Sequential network("FCNet");
  network.add(Flatten(), "flatten");
  add_linear(network, "fc1", {.features = 5, .activation = make_module<ReLU>, .dropout = 0.5});
  add_linear(network, "fc2", {.features = 4});
  return network;
}

Sequential small_cnn() {
  Sequential network("SimpleCNN");
  add_convolution(network, "conv1", {.channels = 3, .padding = 1, .activation = make_module<ReLU>});
  network.add(MaxPool2d(2), "pool1");
  add_convolution(network, "conv2", {.channels = 4, .padding = 1, .activation = make_module<ReLU>});
  network.add(MaxPool2d(2), "pool2").add(Flatten(), "flatten");
  add_linear(network, "fc1", {.features = 6, .activation = make_module<ReLU>, .dropout = 0.25});
  add_linear(network, "fc2", {.features = 10});
  return network;
}

void add_stem(Sequential& network, bool bias) {
  add_convolution(network, "conv1",
                  {.channels = 4,
                   .padding = 1,
                   .bias = bias,
                   .normalisation = make_module<BatchNorm>,
                   .activation = make_module<ReLU>});
}

Sequential small_residual() {
  Sequential network("CNNWithResidual");
  add_stem(network, true);
  network.add(basic_block({.in_channels = 4, .out_channels = 4}), "block1");
  network.add(basic_block({.in_channels = 4, .out_channels = 6, .stride = 2}), "block2");
  network.add(AdaptiveAveragePool2d(4), "pool").add(Flatten(), "flatten");
  add_linear(network, "fc", {.features = 3});
  return network;
}

Sequential small_stages() {
  Sequential network("DiffBlocksNN");
  add_stem(network, false);
  network.add(bottleneck_block({.in_channels = 4, .out_channels = 8}), "stage1_block1");
  network.add(bottleneck_block({.in_channels = 8, .out_channels = 8}), "stage1_block2");
  network.add(basic_block({.in_channels = 8, .out_channels = 4, .stride = 2, .dropout = 0.3}), "stage2_block1");
  network.add(basic_block({.in_channels = 4, .out_channels = 4, .bias = true}), "stage2_block2");
  network.add(GlobalAveragePool2d(), "pool");
  add_linear(network, "fc", {.features = 3});
  return network;
}

Sequential small_normalised() {
  Sequential network("Normalised");
  network.add(Flatten(), "flatten").add(BatchNorm(), "norm").add(Linear(4), "fc");
  return network;
}

const std::map<std::string, std::function<Sequential()>>& small_networks() {
  static const std::map<std::string, std::function<Sequential()>> networks{{"FCNet", small_fc_net},
                                                                           {"SimpleCNN", small_cnn},
                                                                           {"CNNWithResidual", small_residual},
                                                                           {"DiffBlocksNN", small_stages},
                                                                           {"Normalised", small_normalised}};
  return networks;
}

// What the fixture holds of one network, apart from its images and logits.
WeightsFile stored_weights(const std::string& name) {
  WeightsFile file{.path = name + ".safetensors", .tensors = {}, .metadata = {}};
  for (const NamedTensor& entry : load_tensors(parity_folder() / "13_pytorch_weights.safetensors")) {
    const std::string inside = entry.name.substr(entry.name.find('/') + 1);
    if (!entry.name.starts_with(name + "/") || inside == "x" || inside == "logits") continue;
    file.tensors.push_back({inside, entry.tensor});
  }
  return file;
}

Tensor stored(const std::string& name) {
  for (const NamedTensor& entry : load_tensors(parity_folder() / "13_pytorch_weights.safetensors")) {
    if (entry.name == name) return entry.tensor;
  }
  FAIL("no " << name);
  return {};
}

Sequential built(Sequential network, const Shape& image, std::uint64_t seed, Dtype dtype = Dtype::f32) {
  Rng rng(seed);
  network.to(dtype);
  network.build(image, rng);
  return network;
}

// Every buffer with numbers of its own, as if the network had been trained.
void scramble_buffers(Module& network, Rng& rng) {
  for (Tensor* buffer : buffers(network)) {
    with_type(buffer->dtype(), [&]<class T>() {
      for (T& value : buffer->values<T>()) value = static_cast<T>(1000000 * rng.uniform());
    });
  }
}

}  // namespace

TEST_CASE("Small networks with PyTorch's weights compute PyTorch's logits", "[layering]") {
  for (const auto& [name, make] : small_networks()) {
    INFO(name);
    Sequential network = built(make(), {9, 10, 2}, 1, Dtype::f64);
    const WeightsFile file = stored_weights(name);
    load_weights(network, file, WeightsFormat::pytorch);
    network.eval();
    const std::vector<double> computed = elements<double>(network.forward(channels_last(stored(name + "/x"))));
    const std::vector<double> expected = elements<double>(stored(name + "/logits"));
    REQUIRE(computed.size() == expected.size());
    for (std::size_t i = 0; i < computed.size(); ++i)
      CHECK(computed[i] == Approx(expected[i]).margin(1e-10).epsilon(0));
  }
}

TEST_CASE("What is imported from PyTorch is exported as the same tensors, bit for bit", "[layering]") {
  const TemporaryFolder folder;
  for (const auto& [name, make] : small_networks()) {
    INFO(name);
    Sequential network = built(make(), {9, 10, 2}, 1, Dtype::f64);
    const WeightsFile file = stored_weights(name);
    load_weights(network, file, WeightsFormat::pytorch);
    save_pytorch_weights(network, folder / "exported.safetensors");
    const WeightsFile exported = read_weights(folder / "exported.safetensors");
    CHECK(exported.metadata.at("format") == "pt");
    check_equal_tensors(exported.tensors, file.tensors);
  }
}

TEST_CASE("Every network has in PyTorch the tensors of its state_dict there, and comes back as it went, bit for bit") {
  const TemporaryFolder folder;
  const std::map<std::string, std::vector<std::string>> state_dicts = pytorch_state_dicts();
  Rng rng(fresh_seed(), Stream::test);
  for (const NetworkEntry& entry : network_table()) {
    INFO(entry.name);
    Sequential network = built(make_network(entry.name), entry.sizes.front().image, 1);
    std::vector<std::string> tensors;
    for (const PytorchTensor& tensor : pytorch_layout(network)) tensors.push_back(described(tensor));
    REQUIRE(state_dicts.contains(entry.name));
    CHECK_THAT(tensors, Catch::Matchers::UnorderedEquals(state_dicts.at(entry.name)));
    if (entry.name == "DiffBlocksNN_wide") continue;  // 178 MB, and nothing that DiffBlocksNN_basic has not

    scramble_buffers(network, rng);  // random states are among them
    save_pytorch_weights(network, folder / "exported.safetensors");
    const std::unique_ptr<Module> other = network.clone();
    for_each_tensor(*other, [](Tensor& tensor) { tensor.fill(0); });
    load_weights(*other, read_weights(folder / "exported.safetensors"), WeightsFormat::pytorch);
    check_equal_tensors(module_state(*other), module_state(network));
  }
  CHECK(state_dicts.size() == network_table().size());
}

TEST_CASE("A file of PyTorch's own has no random states: the network keeps its own", "[layering]") {
  Sequential network = built(small_cnn(), {9, 10, 2}, 7, Dtype::f64);
  const auto random_state = [&] {
    for (const NamedTensor& entry : module_state(network)) {
      if (entry.name == "fc1_dropout.random_state") return elements<std::int64_t>(entry.tensor);
    }
    return std::vector<std::int64_t>{};
  };
  const std::vector<std::int64_t> before = random_state();
  REQUIRE(before.size() == 2);
  WeightsFile file = stored_weights("SimpleCNN");
  load_weights(network, file, WeightsFormat::pytorch);
  CHECK(random_state() == before);
  file.metadata["strata.fc1_dropout.random_state"] = "12 -34";
  load_weights(network, file, WeightsFormat::pytorch);
  CHECK(random_state() == std::vector<std::int64_t>{12, -34});
  file.metadata["strata.fc1_dropout.random_state"] = "12";
  check_contains(error_message([&] { load_weights(network, file, WeightsFormat::pytorch); }),
                 {"SimpleCNN.safetensors, strata.fc1_dropout.random_state", "\"12\"", "a seed and a position"});
}

TEST_CASE("Of the linear layers behind a flattened image, the first alone has its columns in another order",
          "[layering]") {
  Sequential network("twice");
  network.add(Flatten(), "flatten");
  add_linear(network, "fc1", {.features = 12});
  add_linear(network, "fc2", {.features = 12});
  Rng rng(1);
  network.build({2, 3, 2}, rng);
  const std::vector<PytorchTensor> layout = pytorch_layout(network);
  REQUIRE(layout.size() == 4);
  REQUIRE(layout[0].images.has_value());
  CHECK(*layout[0].images == Shape{12, 2, 3, 2});
  CHECK_FALSE(layout[1].images.has_value());
  CHECK_FALSE(layout[2].images.has_value());
}

TEST_CASE("Names become PyTorch's part by part", "[layering]") {
  const std::map<std::string, std::string> names{
      {"fc1.weight", "fc1.weight"},
      {"conv1.bias", "conv1.bias"},
      {"conv12_norm.scale", "bn12.weight"},
      {"conv1_norm.shift", "bn1.bias"},
      {"conv1_norm.running_mean", "bn1.running_mean"},
      {"conv1_norm.running_variance", "bn1.running_var"},
      {"conv1_norm.batches_tracked", "bn1.num_batches_tracked"},
      {"block1.branch.conv2.weight", "block1.conv2.weight"},
      {"block1.branch.conv2_norm.scale", "block1.bn2.weight"},
      {"block2.shortcut.conv.weight", "block2.shortcut.0.weight"},
      {"block2.shortcut.conv_norm.running_variance", "block2.shortcut.1.running_var"},
      {"stage3_block2.branch.conv1.weight", "layer3.1.conv1.weight"},
      {"weight", "weight"}};
  for (const auto& [here, there] : names) CHECK(pytorch_name(here) == there);
}
