#include "14_fast_cpu/optimize.hpp"

#include <span>
#include <utility>

#include "14_fast_cpu/fusion.hpp"
#include "common/error.hpp"

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
  for (const FusionRule rule : fusion_rules()) {
    if (Fusion fusion = rule(layers, options); fusion.step) return fusion;
  }
  return {std::make_unique<LayerStep>(*layers.front()), 1};
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
  for (const auto& step : steps_) lines += step->summary() + '\n';
  return lines;
}

void OptimizedNetwork::observe(StepObserver* observer) {
  observer_ = observer;
  for (const auto& step : steps_) step->observe(observer);
}

std::unique_ptr<Module> OptimizedNetwork::fresh() const {
  std::unique_ptr<Module> copy = network_.fresh();
  return std::make_unique<OptimizedNetwork>(std::unique_ptr<Sequential>(static_cast<Sequential*>(copy.release())),
                                            fusion_);
}

Shape OptimizedNetwork::do_build(const Shape& sample, Rng& rng) {
  const Shape out = adopts_ ? network_.output_sample() : network_.build(sample, rng);
  make_steps();
  return out;
}

// [region run]
Tensor OptimizedNetwork::do_forward(const Tensor& x) {
  if (network_.training() != training()) network_.train(training());
  if (options() != made_for_) make_steps();
  Tensor y = x;
  for (const auto& step : steps_) {
    y = observed(observer_, *step, StepPass::forward, [&] { return step->forward(y, training()); });
  }
  return y;
}

Tensor OptimizedNetwork::do_backward(const Tensor& dy, InputGradient wanted) {
  // As in a Sequential: nobody asks for a gradient below the first step that learns, unless the caller wants dx.
  const std::size_t first = wanted == InputGradient::wanted ? 0 : first_to_learn_;
  Tensor gradient = dy;
  for (std::size_t i = steps_.size(); i > first; --i) {
    FusedStep& step = *steps_[i - 1];
    gradient = observed(observer_, step, StepPass::backward,
                        [&] { return step.backward(gradient, i - 1 == first ? wanted : InputGradient::wanted); });
  }
  return wanted == InputGradient::wanted ? gradient : Tensor();
}
// [endregion run]

// Takes over the path, the options, the mode and the shapes of the network, which stays as it is.
void OptimizedNetwork::adopt() {
  const bool built = network_.built();
  const TensorOptions given = network_.options();
  set_path(network_.path());
  if (options() != given) {
    to(given.dtype);
    to(given.device);
  }
  if (training() != network_.training()) train(network_.training());
  if (!built) return;
  Rng unused(0);
  adopts_ = true;
  build(network_.input_sample(), unused);
  adopts_ = false;
}

// [region rewrite]
void OptimizedNetwork::make_steps() {
  if (network_.options() != options()) {
    network_.to(options().dtype);
    network_.to(options().device);
  }
  std::vector<Module*> layers;
  for (Index i = 0; i < network_.size(); ++i) layers.push_back(&network_[i]);
  steps_.clear();
  first_to_learn_ = 0;
  bool learns = false;
  for (std::span<Module* const> left = layers; !left.empty();) {
    Fusion fusion = fuse_first(left, fusion_);
    const auto taken = left.first(static_cast<std::size_t>(fusion.layers));
    for (const Module* layer : taken) learns = learns || layer->parameter_count() > 0;
    if (!learns) ++first_to_learn_;
    steps_.push_back(std::move(fusion.step));
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
