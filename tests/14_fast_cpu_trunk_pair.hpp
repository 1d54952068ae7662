#pragma once

// The same layers twice: run one after the other, and as a trunk of fused steps.

#include <string>
#include <utility>
#include <vector>

#include "02_modules/state.hpp"
#include "07_training/module_state.hpp"
#include "14_fast_cpu/image_trunk.hpp"
#include "tests/14_fast_cpu_trunk_cases.hpp"
#include "tests/random_tensors.hpp"

namespace strata {

/// The layers of a network in their order.
inline std::vector<Module*> layers_of(Sequential& network) {
  std::vector<Module*> layers;
  for (Index i = 0; i < network.size(); ++i) layers.push_back(&network[i]);
  return layers;
}

/// Layers that are run by themselves.
class PlainLayers {
 public:
  /// Built in float32 from a seed, then converted; scales and shifts are random.
  PlainLayers(const TrunkCase& one, Dtype dtype, std::uint64_t seed) : network_(one.make()) {
    Rng rng(seed);
    network_.build(one.batch.without_front(), rng);
    for_each_module(network_, [&](Module& module) {
      auto* const norm = dynamic_cast<BatchNorm*>(&module);
      if (norm == nullptr || !norm->norm_options().affine) return;
      norm->scale().value.copy_from(normal_tensor(norm->scale().value.shape(), rng));
      norm->shift().value.copy_from(normal_tensor(norm->shift().value.shape(), rng));
    });
    network_.to(dtype);
  }
  PlainLayers(const PlainLayers&) = delete;
  PlainLayers& operator=(const PlainLayers&) = delete;
  virtual ~PlainLayers() = default;

  virtual Tensor forward(const Tensor& x) { return network_.forward(x); }
  virtual Tensor backward(const Tensor& dy, InputGradient wanted) { return network_.backward(dy, wanted); }
  Sequential& network() { return network_; }

 private:
  Sequential network_;
};

/// The same layers as a trunk.
class TrunkLayers : public PlainLayers {
 public:
  TrunkLayers(const TrunkCase& one, Dtype dtype, std::uint64_t seed, const FusionOptions& options = {})
      : PlainLayers(one, dtype, seed), trunk_(fast_cpu::fuse_images(layers_of(network()), options)) {}

  Tensor forward(const Tensor& x) override { return trunk_.step->forward(x, network().training()); }
  Tensor backward(const Tensor& dy, InputGradient wanted) override { return trunk_.step->backward(dy, wanted); }

  /// Whether there is a trunk that stands for all layers.
  bool complete() { return trunk_.step != nullptr && trunk_.layers == network().size(); }

  /// The layers that run as one.
  std::string summary() const { return trunk_.step->summary(); }

 private:
  Fusion trunk_;
};

/// Whether a result changes continuously with the numbers that it is computed from, or jumps at kinks.
enum class ResultKind { output, gradient, buffer };

/// A result and what it is called in messages.
struct NamedResult {
  std::string name;
  Tensor value;
  ResultKind kind = ResultKind::output;
};

/// Everything that two training passes, one without dx, a change of the weights and several passes in evaluation make.
inline std::vector<NamedResult> all_results(PlainLayers& layers, const Shape& batch, Dtype dtype, std::uint64_t seed) {
  Rng rng(seed + 1);
  Sequential& network = layers.network();
  const Shape outputs = network.output_sample().with_front(batch[0]);
  const auto numbers = [&](const Shape& shape) { return normal_tensor(shape, rng, Dtype::f32).to(dtype); };
  const Tensor x = numbers(batch), other_x = numbers(batch), dy = numbers(outputs), other_dy = numbers(outputs);
  std::vector<NamedResult> results;
  const auto take = [&](const std::string& name, const Tensor& value, ResultKind kind = ResultKind::output) {
    results.push_back({name, value.clone(), kind});
  };
  const auto take_state = [&](const std::string& when) {
    for (const Parameter* parameter : network.parameters()) {
      take(when + ", gradient of " + parameter->path, parameter->grad(), ResultKind::gradient);
    }
    for (const Tensor* buffer : buffers(network)) take(when + ", buffer", *buffer, ResultKind::buffer);
  };
  take("y", layers.forward(x));
  take("dx", layers.backward(dy, InputGradient::wanted), ResultKind::gradient);
  take_state("one pass");
  take("y of other images", layers.forward(other_x));
  layers.backward(other_dy, InputGradient::skip);
  take_state("two passes");
  network.eval();
  take("y in evaluation", layers.forward(x));
  for (Parameter* parameter : network.parameters()) {
    parameter->value.add(Tensor::full(parameter->value.shape(), 0.03, parameter->value.options()));
  }
  take("y in evaluation, other weights", layers.forward(x));
  take("y of other images in evaluation", layers.forward(other_x));
  network.train();
  network.zero_grad();
  take("y after evaluation", layers.forward(other_x));
  take("dx after evaluation", layers.backward(dy, InputGradient::wanted), ResultKind::gradient);
  take_state("after evaluation");
  network.eval();
  take("y in evaluation at the end", layers.forward(x));
  return results;
}

}  // namespace strata
