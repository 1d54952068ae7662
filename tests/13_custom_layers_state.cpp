// The state of chapter 13's layers: clones, files, names, counts.

#include <catch2/catch.hpp>

#include "07_training/module_state.hpp"
#include "tests/13_custom_layers_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

std::vector<std::string> names_of_state(Module& module) {
  std::vector<std::string> names;
  for (const NamedTensor& entry : module_state(module)) names.push_back(entry.name);
  return names;
}

Index parameters_for(Module&& layer, const Shape& sample) {
  Rng rng(1);
  layer.build(sample, rng);
  return layer.parameter_count();
}

}  // namespace

TEST_CASE("Clones and files carry the state of chapter 13's layers along, and evaluate alike", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const TemporaryFolder folder;
  for (const CustomCase& one : custom_cases()) {
    const Shape batch = one.batches[0];
    const auto layer = one.make();
    layer->build(batch.without_front(), rng);
    for (Parameter* parameter : layer->parameters()) {
      parameter->value.copy_from(normal_tensor(parameter->value.shape(), rng, Dtype::f32));
    }
    layer->eval();
    const Tensor x = normal_tensor(batch, rng, Dtype::f32), y = layer->forward(x);
    const auto copy = layer->clone();
    const Tensor again = copy->forward(x);
    INFO(one.name);
    CHECK(elements<float>(again) == elements<float>(y));
    CHECK(copy->summary() == layer->summary());
    const std::vector<NamedTensor> state = module_state(*layer);
    if (state.empty()) continue;
    const auto loaded = one.make();
    loaded->build(batch.without_front(), rng);
    save_tensors(folder / "state.safetensors", state);
    load_module_state(*loaded, load_tensors(folder / "state.safetensors"));
    loaded->eval();
    const Tensor from_file = loaded->forward(x);
    CHECK(elements<float>(from_file) == elements<float>(y));
  }
}

TEST_CASE("The parts of the state of chapter 13's layers have their names", "[layering]") {
  Rng rng(1);
  const auto names = [&rng](Module&& layer) {
    layer.build({{4, 4, 6}, "HWC"}, rng);
    return names_of_state(layer);
  };
  using Names = std::vector<std::string>;
  CHECK(names(LearnableSwish()) == Names{"beta"});
  CHECK(names(mean_conv2d(2, 3)) == Names{"conv.weight", "conv.bias"});
  CHECK(names(scaled_conv2d(2, 3)) == Names{"conv.weight", "conv.bias", "scaling.scale", "scaling.shift"});
  CHECK(names(channel_attention(6, 2)) ==
        Names{"gate.fc1.weight", "gate.fc1.bias", "gate.fc2.weight", "gate.fc2.bias"});
  CHECK(names(channel_and_spatial_attention(6, 6))[4] == "spatial.gate.conv.weight");
}

TEST_CASE("Sixteen channels with reduction 16 have a hidden width of 1 and 49 parameters", "[layering]") {
  const Shape sample({32, 32, 16}, "HWC");
  CHECK(parameters_for(channel_attention(16), sample) == (16 + 1) + (16 + 16));
  CHECK(parameters_for(spatial_attention(), sample) == 7 * 7 * 16 + 1);
  CHECK(parameters_for(channel_and_spatial_attention(16), sample) == 49 + 785);
  CHECK(parameters_for(channel_attention(18, 4), {{5, 5, 18}, "HWC"}) == (18 * 4 + 4) + (4 * 18 + 18));  // ⌊18 / 4⌋ = 4
  CHECK(parameters_for(mean_conv2d(16, 3, {.padding = 1}), {{32, 32, 3}, "HWC"}) == 448);
  CHECK(parameters_for(scaled_conv2d(16, 3, {.padding = 1}), {{32, 32, 3}, "HWC"}) == 448 + 32);
  CHECK(parameters_for(LearnableSwish(), sample) == 1);
  CHECK(parameters_for(OwnLpPool(2), sample) == 0);
}

TEST_CASE("A gate takes dtype and mode of the layer around it", "[layering]") {
  Rng rng(1);
  Gated attention = channel_attention(6, 2);
  attention.to(Dtype::f64);
  attention.eval();
  attention.build({{4, 4, 6}, "HWC"}, rng);
  CHECK(attention.gate().options().dtype == Dtype::f64);
  CHECK_FALSE(attention.gate().training());
  CHECK(attention.parameters()[0]->path == "Gated.gate.fc1.weight");
}

TEST_CASE("Summaries of chapter 13's layers name their options, and the beta of now", "[layering]") {
  Rng rng(1);
  LearnableSwish swish(0.5);
  CHECK(swish.summary() == "LearnableSwish(0.5)");
  CHECK(swish.clone()->summary() == "LearnableSwish(0.5)");
  swish.build({{2}, "F"}, rng);
  swish.beta().value.fill(0.123456);
  CHECK(swish.summary() == "LearnableSwish(0.1235)");
  CHECK(OwnLpPool(2, 1.5).summary() == "OwnLpPool(2x2, p 1.5)");
  Sequential both = channel_and_spatial_attention(32);
  both.build({{8, 8, 32}, "HWC"}, rng);
  check_contains(both.describe(), {"attention.channel.gate.fc1", "Linear(32 -> 2)", "attention.spatial.gate.conv",
                                   "Conv2d(32 -> 1, 7x7, same padding)"});
}
