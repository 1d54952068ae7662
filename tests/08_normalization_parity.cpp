// Do the normalisation layers give PyTorch's numbers? tests/parity/08_normalization.py stored them.

#include <catch2/catch.hpp>
#include <string>

#include "08_normalization/batch_norm.hpp"
#include "08_normalization/channelwise_scaling.hpp"
#include "08_normalization/layer_norm.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

bool has_parameters(const std::string& name) { return parity_fixture().has(name + "/scale"); }

template <class Layer>
void build_like(Layer& layer, const std::string& name, const Shape& sample, Dtype dtype) {
  Rng rng(1);
  layer.to(dtype);
  layer.build(sample, rng);
  if (!has_parameters(name)) return;
  layer.scale().value.copy_from(parity_fixture()[name + "/scale"]);
  layer.shift().value.copy_from(parity_fixture()[name + "/shift"]);
}

void check_batch_norm(const std::string& name, const BatchNormOptions& options, Dtype dtype) {
  const Tensor x = parity_fixture()[name + "/x"].to(dtype), dy = parity_fixture()[name + "/dy"].to(dtype);
  const Index steps = x.dim(0);
  const Shape batch = x.shape().without_front();
  BatchNorm layer(options);
  build_like(layer, name, batch.without_front(), dtype);
  const Index channels = batch[batch.rank() - 1];
  Tensor y(x.shape(), x.options()), dx(x.shape(), x.options());
  Tensor dscale({steps, channels}, x.options()), dshift({steps, channels}, x.options());
  const auto of_step = [](const Tensor& all, Index step, const Shape& shape) {
    return all.slice(step, step + 1).reshape(shape);
  };
  for (Index step = 0; step < steps; ++step) {
    layer.zero_grad();
    of_step(y, step, batch).copy_from(layer.forward(of_step(x, step, batch)));
    of_step(dx, step, batch).copy_from(layer.backward(of_step(dy, step, batch)));
    if (!options.affine) continue;
    of_step(dscale, step, {channels}).copy_from(layer.scale().grad());
    of_step(dshift, step, {channels}).copy_from(layer.shift().grad());
  }
  parity_fixture().check(name, "y", "BatchNorm", y, dtype);
  parity_fixture().check(name, "dx", "BatchNorm", dx, dtype);
  if (options.affine) {
    parity_fixture().check(name, "dscale", "BatchNorm", dscale, dtype);
    parity_fixture().check(name, "dshift", "BatchNorm", dshift, dtype);
  }
  parity_fixture().check(name, "running_mean", "BatchNorm", layer.running_mean(), dtype);
  parity_fixture().check(name, "running_variance", "BatchNorm", layer.running_variance(), dtype);
  CHECK(layer.batches_tracked().values<std::int64_t>()[0] == steps);
  layer.eval();
  parity_fixture().check(name, "evaluated", "BatchNorm", layer.forward(of_step(x, 0, batch)), dtype);
}

// A layer that does the same in training and evaluation: one step.
template <class Layer>
void check_step(Layer& layer, const std::string& name, const std::string& kind, Dtype dtype) {
  const Tensor x = parity_fixture()[name + "/x"].to(dtype);
  build_like(layer, name, x.shape().without_front(), dtype);
  parity_fixture().check(name, "y", kind, layer.forward(x), dtype);
  parity_fixture().check(name, "dx", kind, layer.backward(parity_fixture()[name + "/dy"].to(dtype)), dtype);
  if (has_parameters(name)) {
    parity_fixture().check(name, "dscale", kind, layer.scale().grad(), dtype);
    parity_fixture().check(name, "dshift", kind, layer.shift().grad(), dtype);
  }
  layer.eval();
  parity_fixture().check(name, "y", kind, layer.forward(x), dtype);
}

}  // namespace

TEST_CASE("BatchNorm computes what PyTorch's does in three steps and in evaluation", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::vector<std::pair<std::string, BatchNormOptions>> kinds{
      {"BatchNorm", {}},
      {"BatchNorm with epsilon 0.001", {.epsilon = 1e-3}},
      {"BatchNorm with momentum 0.3", {.momentum = 0.3}},
      {"BatchNorm with cumulative statistics", {.momentum = std::nullopt}},
      {"BatchNorm without scale and shift", {.affine = false}}};
  int cases = 0;
  for (const auto& [kind, options] : kinds) {
    for (const std::string& name : parity_fixture().cases(kind)) {
      check_batch_norm(name, options, dtype);
      ++cases;
    }
  }
  CHECK(cases == 16);  // a fixture with less would let everything pass
}

TEST_CASE("LayerNorm computes what PyTorch's does", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::vector<std::pair<std::string, LayerNormOptions>> kinds{
      {"LayerNorm over 1 axes", {}},
      {"LayerNorm over 2 axes", {.axes = 2}},
      {"LayerNorm over 3 axes", {.axes = any}},
      {"LayerNorm with epsilon 0.001", {.epsilon = 1e-3}},
      {"LayerNorm without scale and shift", {.affine = false}}};
  int cases = 0;
  for (const auto& [kind, options] : kinds) {
    for (const std::string& name : parity_fixture().cases(kind)) {
      LayerNorm layer(options);
      check_step(layer, name, "LayerNorm", dtype);
      ++cases;
    }
  }
  CHECK(cases == 8);
}

TEST_CASE("ChannelwiseScaling computes what PyTorch's operators do", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  int cases = 0;
  for (const std::string& name : parity_fixture().cases("ChannelwiseScaling")) {
    ChannelwiseScaling layer;
    check_step(layer, name, "ChannelwiseScaling", dtype);
    ++cases;
  }
  CHECK(cases == 2);
}

TEST_CASE("The normalisation fixture says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
