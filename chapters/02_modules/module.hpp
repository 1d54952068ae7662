#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "01_tensors/random.hpp"
#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"
#include "02_modules/state_visitor.hpp"
#include "common/error.hpp"
#include "common/function_ref.hpp"

namespace strata {

/// Whether the caller of backward() needs dL/dx. The first layer of a network never does, and skipping it there saves
/// up to half of that layer's backward pass.
enum class InputGradient { wanted, skip };

/// Whether describe() also says which set of kernels runs each layer.
enum class KernelColumn { hidden, shown };

/// A function with parameters that can be differentiated: the one interface of every layer and every network.
///
/// The public functions check shapes, dtype, device and order of calls once for all layers, so that a layer's own
/// functions (do_...) contain its mathematics and nothing else. A layer is used in this order:
///
///     layer.build({{784}, "F"}, rng);   // shapes of one sample, without the batch; initial values from rng
///     Tensor y = layer.forward(x);      // (2.1)
///     Tensor dx = layer.backward(dy);   // (2.3), (2.4); once for every forward() in training mode
///
/// A module cannot be copied, because a copy of half its state is never what was meant: clone() copies all of it.
class Module {
 public:
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  virtual ~Module() = default;

  /// Makes the parameters for samples of this shape (without the batch axis) and returns the shape of one output
  /// sample. Sizes that were left open are taken from the sample. @throws Error if the shape does not fit
  Shape build(const Shape& sample, Rng& rng);

  /// y = f(x; θ) (2.1), for a batch x of shape [N, ...sample]. In evaluation mode nothing is kept for a backward pass.
  /// @throws Error if the module is not built, or x has another shape, dtype or device than its parameters
  Tensor forward(const Tensor& x);

  /// Writes or adds dL/dθ (2.4) into each parameter's gradient and returns dL/dx (2.3), from dy = dL/dy. Returns an
  /// undefined tensor when the input gradient is to be skipped.
  /// @throws Error unless the last call was forward() in training mode, or if dy has another shape than y. Should the
  /// layer throw half way, every gradient inside is stale
  Tensor backward(const Tensor& dy, InputGradient wanted = InputGradient::wanted);

  /// Marks every gradient as stale; see Parameter.
  void zero_grad();

  /// @{
  /// Modes: a change of mode forgets the last forward(). Dropout and normalisation act differently while training, and
  /// only training keeps what backward needs.
  void train(bool on = true);
  void eval() { train(false); }
  bool training() const { return training_; }
  /// @}

  /// @{
  /// Moves or converts every parameter and buffer. Gradients become stale.
  void to(Device device);
  void to(Dtype dtype);
  TensorOptions options() const { return options_; }
  /// @}

  /// A module of its own with equal parameters, buffers, dtype, device and mode; gradients are stale. Not built if this
  /// one is not.
  std::unique_ptr<Module> clone() const;

  /// Every parameter once, in the order of layers; one that several modules share counts as the first one's; pointers
  /// stay valid while the module lives and is not rebuilt.
  std::vector<Parameter*> parameters();

  /// How many numbers training can change.
  Index parameter_count() const;

  /// A table of the layers inside with output shapes and parameter counts. @throws Error before build()
  std::string describe(KernelColumn kernels = KernelColumn::hidden) const;

  /// Names the parts of this module's state, one call each; see StateVisitor.
  virtual void visit(StateVisitor&) {}

  /// "Linear": what describe() and messages call it.
  virtual std::string kind() const = 0;

  /// "Linear(784 -> 10)": its kind with the options that matter.
  virtual std::string summary() const { return kind(); }

  /// The set of kernels that a forward pass would use now ("im2col"), for a layer that has several; else empty.
  virtual std::string kernel_set() const { return {}; }

  /// A module with the same options and no state: clone() builds it and copies the state.
  virtual std::unique_ptr<Module> fresh() const = 0;

  /// @{
  /// Whether build() was called, with which shape of one sample, and what came out of it.
  bool built() const { return built_; }
  const Shape& input_sample() const { return input_sample_; }
  const Shape& output_sample() const { return output_sample_; }
  /// @}

  /// Where the module sits in its network: "classifier.fc". At the start, its kind.
  std::string path() const { return path_.empty() ? kind() : path_; }

  /// Called by the container that the module joins.
  void set_path(const std::string& path);

 protected:
  Module() = default;
  /// A layer made on the spot moves into its container.
  Module(Module&&) = default;

  /// Makes parameters for one sample's shape and returns the shape of one output sample.
  virtual Shape do_build(const Shape& sample, Rng& rng) = 0;

  /// Computes y. Keeps what do_backward() will need, if training().
  virtual Tensor do_forward(const Tensor& x) = 0;

  /// Adds to the parameters' gradients through Parameter::write_grad() and returns dx, or Tensor() if it is skipped.
  virtual Tensor do_backward(const Tensor& dy, InputGradient wanted) = 0;

 private:
  enum class Ready { never_forward, evaluated, yes, used, mode_changed };

  void expect_built(std::string_view call) const;
  void expect_input(const Tensor& x) const;
  void expect_output_gradient(const Tensor& dy) const;
  void expect_result(const Tensor& result, const Shape& sample, std::string_view call) const;
  void name_parts(const std::string& path, std::vector<Parameter*>& named);
  Error not_ready() const;

  std::string path_;
  Shape input_sample_, output_sample_;
  TensorOptions options_;
  Index batch_ = 0;
  bool built_ = false;
  bool training_ = true;
  Ready ready_ = Ready::never_forward;
};

/// Calls action(module) for the module itself, then for every module inside it, outer ones first.
void for_each_module(Module& module, FunctionRef<void(Module&)> action);

}  // namespace strata
