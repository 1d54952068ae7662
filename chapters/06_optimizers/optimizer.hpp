#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "01_tensors/tensor_file.hpp"
#include "02_modules/parameter.hpp"
#include "06_optimizers/pace.hpp"
#include "common/error.hpp"

namespace strata {

/// Changes parameters so that the loss falls: one step for each gradient.
///
///     Adam optimizer(network.parameters(), {.learning_rate = 1e-3});
///     optimizer.zero_grad();            // before each backward pass, or before the first of several that add up
///     network.backward(dy);
///     optimizer.step();
///
/// What changes from step to step, the learning rate and the number of steps, is one float64 tensor on the parameters'
/// device, and kernels read it there: steps that a CUDA graph has recorded stay right when they are replayed.
///
/// Make the optimiser after the network was built and moved to its device and dtype. The network must outlive it.
class Optimizer {
 public:
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer() = default;

  /// Moves every parameter that is not frozen, by its gradient. Every gradient is looked at before anything moves.
  /// @throws Error naming the parameter whose gradient is stale, or which changed shape, dtype or device
  void step();

  /// Marks the gradient of every parameter as stale, frozen ones included.
  void zero_grad();

  /// @{
  /// η, how far a step goes; see Schedule for rates that change. @throws Error if it is negative or not finite
  double learning_rate() const { return now_[0]; }
  void set_learning_rate(double rate);
  /// @}

  /// How many steps were taken. Nobody waits for the device: it is known here, too.
  Index steps() const { return static_cast<Index>(now_[1]); }

  /// The device has taken so many steps that step() knows nothing of: a CUDA graph that recorded a step was replayed so
  /// often. For the recording itself, in which nothing moves, it is -1.
  void count_replayed(Index steps) { now_[1] += static_cast<double>(steps); }

  /// How often something was changed that a recorded step does not see: factors, frozen parameters, a loaded state. A
  /// recording is right as long as this is what it was.
  Index changes() const { return changes_; }

  /// From now on the learning rate is multiplied by `factor` for a parameter, or for all parameters of a module:
  /// scale_rate("network.fc1", 0.1). The factor replaces the one that was set before.
  /// @throws Error if the factor is negative or not finite, or nothing has this path (with the nearest path as a hint)
  void scale_rate(std::string_view path, double factor);

  /// @{
  /// A frozen parameter stays as it is, and so does what the optimiser remembers of it; it needs no gradient. The path
  /// names a parameter or a module, as for scale_rate().
  void freeze(std::string_view path);
  void unfreeze(std::string_view path);
  /// @}

  /// The parameters that are not frozen: what clipping and regularisers should see.
  std::vector<Parameter*> moving_parameters() const;

  /// A copy of everything that later steps depend on, beside the options that the optimiser was made with: learning
  /// rate and number of steps, factors and frozen parameters, and what is remembered of each parameter.
  std::vector<NamedTensor> state() const;

  /// Goes on from there: the steps that follow have the same bits. Nothing changes if anything does not fit.
  /// @throws Error naming both shapes where the state is another network's, or what is missing or too much
  void load_state(const std::vector<NamedTensor>& state);

  /// "Adam": what messages call it.
  const std::string& kind() const { return kind_; }

  /// How many numbers are remembered, of all parameters together.
  Index remembered() const;

 protected:
  /// What an optimiser remembers of each parameter, zeros at first.
  struct Memory {
    std::string name;  ///< "momentum", unique
    Index rows = 0;    ///< 0: a tensor of the parameter's shape. Otherwise so many of them, one for each of some steps
  };

  /// @throws Error if there is no parameter, two have one path, they live on several devices, or the rate is wrong
  Optimizer(std::string kind, std::vector<Parameter*> parameters, double learning_rate, std::vector<Memory> memory);

  /// One step of one parameter. `memory` holds one tensor for each Memory, in their order.
  virtual void update(const Pace& pace, const Tensor& gradient, std::vector<Tensor>& memory, Tensor& value) = 0;

  /// One step of every parameter that moves. By default they are updated one after the other; where a device can step
  /// many parameters in one pass, an optimiser may let it.
  virtual void update_all(const JointStep& step);

  /// Whether one set of kernels fits all parameters: there is one at least, and they have one dtype.
  static bool alike(const JointStep& step);

 private:
  struct Slot {
    Parameter* parameter;
    std::vector<Tensor> memory;
    double rate_factor = 1;
    bool frozen = false;
    double missed = 0;        // steps that it was frozen for
    double frozen_since = 0;  // the step after which it was frozen
  };

  std::vector<Slot*> slots_at(std::string_view path);
  Error unknown_path(std::string_view path) const;
  void expect_ready(const Slot& slot) const;
  Tensor settings() const;
  const Tensor& expect_entry(const std::vector<NamedTensor>& state, const std::string& name,
                             const Tensor& present) const;
  void load_settings(const Tensor& settings);
  std::string memory_name(const Slot& slot, std::size_t memory) const;

  std::string kind_;
  std::vector<Memory> memory_;
  std::vector<Slot> slots_;
  Tensor clock_;                      // float64 [2]: learning rate, steps
  Tensor tick_;                       // {0, 1}, which is added before each step
  std::array<double, 2> now_;         // what the clock says when everything that was asked for is done
  Index changes_ = 0;                 // of what a recorded step does not see
  std::vector<ParameterStep> steps_;  // of the present step; kept for its memory
  std::unique_ptr<StepNotes> notes_;  // of the kernels
};

/// @throws Error unless the value, an option of an optimiser or a schedule, is finite and not negative
void expect_not_negative(std::string_view where, std::string_view option, double value);

/// @throws Error unless 0 <= value < 1, as decay rates of averages must be
void expect_fraction(std::string_view where, std::string_view option, double value);

}  // namespace strata
