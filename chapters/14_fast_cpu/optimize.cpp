#include "14_fast_cpu/optimize.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <span>
#include <utility>

#include "14_fast_cpu/fusion.hpp"
#include "14_fast_cpu/layer_modes.hpp"

namespace strata {
namespace {

// A layer that no rule knows runs as it always does.
class LayerStep : public FusedStep {
 public:
  explicit LayerStep(Module& layer) : layer_(layer) {}

  Tensor forward(const Tensor& x, bool) override { return layer_.forward(x); }
  Tensor backward(const Tensor& dy, InputGradient wanted) override { return layer_.backward(dy, wanted); }
  std::string summary() const override { return layer_name(layer_); }

 private:
  Module& layer_;
};

Fusion fuse_first(std::span<Module* const> layers, const FusionOptions& options) {
  const std::span<Module* const> alike = layers_in_one_mode(layers);
  for (const FusionRule rule : fusion_rules()) {
    if (alike.empty()) break;
    if (Fusion fusion = rule(alike, options); fusion.step) return fusion;
  }
  return {std::make_unique<LayerStep>(*layers.front()), 1};
}

// A class that derives from Sequential may run its layers in a way of its own: then they stay together.
std::vector<Module*> layers_to_run(Sequential& network) {
  if (exactly<Sequential>(&network) == nullptr) return {&network};
  std::vector<Module*> layers;
  for (Index i = 0; i < network.size(); ++i) layers.push_back(&network[i]);
  return layers;
}

}  // namespace

OptimizedNetwork::OptimizedNetwork(Sequential& network, const FusionOptions& options)
    : network_(network), fusion_(options) {
  adopt();
}

OptimizedNetwork::OptimizedNetwork(std::unique_ptr<Sequential> network, const FusionOptions& options)
    : owned_(std::move(network)), network_(*owned_), fusion_(options) {
  adopt();
}

std::string OptimizedNetwork::plan() const {
  std::string lines;
  for (const Step& one : steps_) lines += one.step->summary() + '\n';
  return lines;
}

void OptimizedNetwork::observe(StepObserver* observer) {
  observer_ = observer;
  for (const Step& one : steps_) one.step->observe(observer);
}

std::unique_ptr<Module> OptimizedNetwork::fresh() const {
  std::unique_ptr<Module> copy = network_.fresh();
  return std::make_unique<OptimizedNetwork>(std::unique_ptr<Sequential>(static_cast<Sequential*>(copy.release())),
                                            fusion_);
}

// train() and eval() come by here on their way to the layers. The network itself is no part of this one, which takes
// its place, so it is told here.
void OptimizedNetwork::visit(StateVisitor& visitor) {
  if (told_ != training()) {
    told_ = training();
    set_own_mode(network_, told_);
  }
  network_.visit(visitor);
}

Shape OptimizedNetwork::do_build(const Shape& sample, Rng& rng) {
  const Shape out = adopts_ ? network_.output_sample() : network_.build(sample, rng);
  modes_ = modes_of_layers(network_);
  make_steps();
  return out;
}

// [region run]
Tensor OptimizedNetwork::do_forward(const Tensor& x) {
  expect_same_shape();
  fit_steps();
  Tensor y = x;
  for (const auto& [step, first] : steps_) {
    FusedStep& running = *step;
    const bool training = first->training();
    y = observed(observer_, running, StepPass::forward, [&] { return running.forward(y, training); });
  }
  return y;
}

Tensor OptimizedNetwork::do_backward(const Tensor& dy, InputGradient wanted) {
  expect_same_shape();
  if (!has_modes(network_, modes_)) throw not_ready("backward() after a layer's mode has changed");
  // As in a Sequential: nobody asks for a gradient below the first step that learns, unless the caller wants dx.
  const std::size_t first = wanted == InputGradient::wanted ? 0 : first_to_learn_;
  Tensor gradient = dy;
  for (std::size_t i = steps_.size(); i > first; --i) {
    FusedStep& step = *steps_[i - 1].step;
    if (!steps_[i - 1].first->training()) throw not_ready(step.summary() + " in evaluation");
    gradient = observed(observer_, step, StepPass::backward,
                        [&] { return step.backward(gradient, i - 1 == first ? wanted : InputGradient::wanted); });
  }
  return wanted == InputGradient::wanted ? gradient : Tensor();
}
// [endregion run]

// The steps read the layers' weights without asking for their shapes.
void OptimizedNetwork::expect_same_shape() const {
  if (network_.built() && network_.input_sample() == input_sample()) return;
  throw Error(
      {path(),
       fmt::format("a network that has been built for samples of shape {} since", network_.input_sample().to_string()),
       fmt::format("one that is built for {}, as it was", input_sample().to_string()),
       "call optimize() again after build()"});
}

Error OptimizedNetwork::not_ready(std::string_view got) const {
  return Error({path(), std::string(got), "all layers in training mode from forward() to backward()",
                "call train() before forward(); evaluation keeps nothing for a backward pass"});
}

// Takes over the path, the options, the mode and the shapes of the network, which stays as it is.
void OptimizedNetwork::adopt() {
  const bool built = network_.built();
  const TensorOptions given = network_.options();
  set_path(network_.path());
  if (options() != given) {
    to(given.dtype);
    to(given.device);
  }
  told_ = network_.training();
  if (training() != told_) set_own_mode(*this, told_);
  if (!built) return;
  Rng unused(0);
  adopts_ = true;
  build(network_.input_sample(), unused);
  adopts_ = false;
}

// Makes the steps anew where they no longer fit the layers.
void OptimizedNetwork::fit_steps() {
  const bool equal_options = options() == made_for_;
  if (equal_options && has_modes(network_, modes_)) return;
  const std::vector<bool> before = std::exchange(modes_, modes_of_layers(network_));
  if (!equal_options || !equally_mixed(before, modes_)) make_steps();
}

// [region rewrite]
void OptimizedNetwork::make_steps() {
  if (network_.options() != options()) {
    network_.to(options().dtype);
    network_.to(options().device);
  }
  const std::vector<Module*> layers = layers_to_run(network_);
  steps_.clear();
  first_to_learn_ = 0;
  bool learns = false;
  for (std::span<Module* const> left = layers; !left.empty();) {
    Fusion fusion = fuse_first(left, fusion_);
    const auto taken = left.first(static_cast<std::size_t>(fusion.layers));
    for (const Module* layer : taken) learns = learns || layer->parameter_count() > 0;
    if (!learns) ++first_to_learn_;
    steps_.push_back({std::move(fusion.step), taken.front()});
    left = left.subspan(taken.size());
  }
  made_for_ = options();
  observe(observer_);
}
// [endregion rewrite]

std::unique_ptr<OptimizedNetwork> optimize(Sequential& network, const FusionOptions& options) {
  if (!network.built()) {
    throw Error({network.path() + ", optimize()", "a network that is not built", "build(sample shape, rng) first",
                 "the steps depend on the shapes of the layers"});
  }
  return std::make_unique<OptimizedNetwork>(network, options);
}

}  // namespace strata
