#pragma once

#include <memory>
#include <string>
#include <vector>

#include "02_modules/module.hpp"

namespace strata {

/// Something whose derivatives can be checked: a function y of named tensors, with a backward pass. All tensors that
/// go in and come out are float64 on the CPU, wherever the function is computed.
class GradientSubject {
 public:
  /// One tensor that y depends on. The check changes its elements in place and puts them back.
  struct Slot {
    std::string name;  ///< for the report
    Tensor value;      ///< float64 on the CPU; changed in place and put back
    bool accumulates;  ///< its gradient is added to by later backward passes, as a parameter's is
  };

  virtual ~GradientSubject() = default;

  /// Every tensor whose gradient is checked; slot 0 is the input.
  std::vector<Slot>& slots() { return slots_; }

  /// y for the present elements, in memory of its own: neither a change of a slot nor a later call may change what was
  /// returned. Called again and again, it must give the same bits: masks are replayed.
  virtual Tensor forward() = 0;

  /// Goes back through the last forward() and returns the gradient of every slot, in order; an undefined tensor where
  /// backward wrote none, or where the input gradient is to be skipped. They are read before the next call and may
  /// share memory with anything.
  virtual std::vector<Tensor> backward(const Tensor& dy, InputGradient wanted) = 0;

  /// Fills accumulating gradients with a value and marks them as stale.
  virtual void poison_gradients(double value) = 0;

 protected:
  std::vector<Slot> slots_;  ///< filled by the constructor of each kind of subject
};

/// A module and one batch of inputs: slot 0 is the input, the others are the parameters.
class ModuleSubject : public GradientSubject {
 public:
  /// Works on a float64 clone of the module, in training mode, and on a copy of the batch. The clone computes where the
  /// batch lies: on the GPU for a batch on the GPU.
  ModuleSubject(const Module& module, const Tensor& x);

  Tensor forward() override;
  std::vector<Tensor> backward(const Tensor& dy, InputGradient wanted) override;
  void poison_gradients(double value) override;

 private:
  Device device_;
  std::unique_ptr<Module> module_;
  std::vector<Tensor> buffers_at_start_;
  Tensor input_;  // on another device than the CPU: what forward() got
};

}  // namespace strata
