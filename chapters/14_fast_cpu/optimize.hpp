#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "02_modules/sequential.hpp"
#include "14_fast_cpu/fused_step.hpp"
#include "14_fast_cpu/fusion_options.hpp"
#include "common/error.hpp"

namespace strata {

/// A network that runs as fused steps. Its parts are the layers of the network that it was made from, under their own
/// names: parameters, buffers, checkpoints, describe(), train() and to() are those of the layers. A layer that no rule
/// fuses is a step of its own.
///
/// As in the network itself, each layer trains or evaluates by its own mode, whoever set it last. Layers that are in
/// different modes do not become one step: whoever freezes one BatchNorm, or draws masks in evaluation, gets what the
/// layers would have given. train() and eval() of this one reach the layers and the network. Those of the network reach
/// the layers, and so the results; this one does not follow: its training() says what it was told itself. Nothing but
/// backward() asks for it.
///
/// Where both run, call to() on this one: the network follows in the next forward(). Whoever builds the network for
/// another shape needs a new one of these.
class OptimizedNetwork : public Module {
 public:
  /// Runs the layers of a network that lives elsewhere and must outlive this one. If that is built, so is this one.
  explicit OptimizedNetwork(Sequential& network, const FusionOptions& options = {});

  /// Runs the layers of a network of its own.
  explicit OptimizedNetwork(std::unique_ptr<Sequential> network, const FusionOptions& options = {});

  /// One line for each step: the layers that run as one. Empty before build().
  std::string plan() const;

  /// From now on tells this observer of every step; null: nobody. The observer must outlive that.
  void observe(StepObserver* observer);

  std::string kind() const override { return "OptimizedNetwork"; }
  std::string summary() const override { return network_.summary(); }
  std::unique_ptr<Module> fresh() const override;
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  /// @throws Error if the network has been built for another shape
  Tensor do_forward(const Tensor& x) override;
  /// @throws Error if that happened since forward(), or layers were in evaluation or have changed their mode
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  // A step and the first of the layers that it stands for, which are all in one mode.
  struct Step {
    std::unique_ptr<FusedStep> step;
    const Module* first;
  };

  void adopt();
  void expect_same_shape() const;
  void fit_steps();
  void make_steps();
  Error not_ready(std::string_view got) const;

  std::unique_ptr<Sequential> owned_;  // null if the layers live elsewhere
  Sequential& network_;
  FusionOptions fusion_;
  bool adopts_ = false;  // build() takes the network as it is
  bool told_ = true;     // the mode that the network was told last
  std::vector<Step> steps_;
  std::size_t first_to_learn_ = 0;  // of the steps
  TensorOptions made_for_;          // what the steps were made for
  std::vector<bool> modes_;         // of the layers and those inside of them, in the last forward()
  StepObserver* observer_ = nullptr;
};

/// Rewrites a built network into one that runs fewer, larger steps and shares every parameter and buffer with it.
/// Training the one trains the other. The network must outlive what is returned. @throws Error if it is not built
std::unique_ptr<OptimizedNetwork> optimize(Sequential& network, const FusionOptions& options = {});

}  // namespace strata
