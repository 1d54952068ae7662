#pragma once

#include <memory>
#include <string>
#include <vector>

#include "02_modules/sequential.hpp"
#include "14_fast_cpu/fused_step.hpp"
#include "14_fast_cpu/fusion_options.hpp"

namespace strata {

/// A network that runs as fused steps. Its parts are the layers of the network that it was made from, under their own
/// names: parameters, buffers, checkpoints, describe(), train() and to() are those of the layers. A layer that no rule
/// fuses is a step of its own.
///
/// Where both run, this one and the network that it was made from, call train(), eval() and to() on this one: the
/// network follows in the next forward().
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
  void visit(StateVisitor& visitor) override { network_.visit(visitor); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  void adopt();
  void make_steps();

  std::unique_ptr<Sequential> owned_;  // null if the layers live elsewhere
  Sequential& network_;
  FusionOptions fusion_;
  bool adopts_ = false;  // build() takes the network as it is
  std::vector<std::unique_ptr<FusedStep>> steps_;
  std::size_t first_to_learn_ = 0;  // of the steps
  TensorOptions made_for_;          // what the steps were made for
  StepObserver* observer_ = nullptr;
};

/// Rewrites a built network into one that runs fewer, larger steps and shares every parameter and buffer with it.
/// Training the one trains the other. The network must outlive what is returned. @throws Error if it is not built
std::unique_ptr<OptimizedNetwork> optimize(Sequential& network, const FusionOptions& options = {});

}  // namespace strata
