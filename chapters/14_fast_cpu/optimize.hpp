#pragma once

#include <memory>
#include <string>
#include <vector>

#include "02_modules/sequential.hpp"
#include "14_fast_cpu/fused_step.hpp"

namespace strata {

/// A network that runs as fused steps. Its parts are the layers of the network that it was made from, under their own
/// names: parameters, buffers, checkpoints, describe(), train() and to() are those of the layers.
class OptimizedNetwork : public Module {
 public:
  /// Runs the layers of a network that lives elsewhere and must outlive this one.
  explicit OptimizedNetwork(Sequential& network);

  /// Runs the layers of a network of its own.
  explicit OptimizedNetwork(std::unique_ptr<Sequential> network);

  /// One line for each step: the layers that run as one.
  std::string plan() const;

  std::string kind() const override { return "OptimizedNetwork"; }
  std::unique_ptr<Module> fresh() const override;
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  std::unique_ptr<Sequential> owned_;  // null if the layers live elsewhere
  Sequential& network_;
  std::vector<std::unique_ptr<FusedStep>> steps_;
};

/// Rewrites a built network into one that runs fewer, larger steps and shares every parameter and buffer with it.
/// Training the one trains the other. The network must outlive what is returned.
std::unique_ptr<OptimizedNetwork> optimize(Sequential& network);

}  // namespace strata
