#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"
#include "03_linear/initialisation.hpp"
#include "10_convolution/window.hpp"

namespace strata {

// [region kernels]
/// What a device must know to run a Conv2d layer. Chapter 10 teaches the CPU, chapter 19 the GPU. x is [N,H,W,I],
/// weight [O,H,W,I] with the rows and columns of the kernel, bias [O], y and dy [N,H,W,O].
struct Conv2dKernels {
  /// y = b + Σ W x (10.4)
  void (*forward)(const Window&, const Tensor& x, const Tensor& weight, const Tensor* bias, Tensor& y);
  /// dx = Σ dy W (10.13)
  void (*backward_input)(const Window&, const Tensor& dy, const Tensor& weight, Tensor& dx);
  /// dW = Σ dy x (10.16)
  void (*backward_weight)(const Window&, const Tensor& x, const Tensor& dy, Write, Tensor& dweight);
  /// db = Σ dy (10.18)
  void (*backward_bias)(const Tensor& dy, Write, Tensor& dbias);

  /// Which functions run where. Of several sets for one device and dtype, the one that prefer_kernels() names runs;
  /// else the one that was installed last. At the start that is "im2col", then "loops".
  static KernelTable<Conv2dKernels> table;
};
// [endregion kernels]

/// @{
/// The names of the two sets of kernels of this chapter.
constexpr std::string_view loops_kernels = "loops";    ///< the sums of the equations, as they stand there
constexpr std::string_view im2col_kernels = "im2col";  ///< patches as the rows of a matrix, and matrix products
/// @}

/// The options of a Conv2d layer. The defaults are PyTorch's.
struct Conv2dOptions {
  PerAxis stride = 1;                                             ///< s: pixels from one output to the next
  Padding padding = Padding::valid();                             ///< zeros around the image
  PerAxis dilation = 1;                                           ///< d: pixels from one tap to the next
  bool bias = true;                                               ///< whether to add b
  Index in_channels = any;                                        ///< if given, build() expects so many
  Initialisation weight = Initialisation::uniform_fan_in();       ///< PyTorch's default
  Initialisation bias_values = Initialisation::uniform_fan_in();  ///< likewise
};

/// A window slides over the image, and each output is a weighted sum of what the window shows (10.4). Input [N,H,W,I],
/// output [N,H',W',O] with the sizes of (10.5).
///
/// build() throws Error for samples other than [H,W,I], for another number of channels than the options expect, and for
/// a window that is larger than the padded image.
class Conv2d : public Module {
 public:
  /// The number of input channels is taken from the shape given to build().
  /// @param out_channels  O: how many sums are taken at each position
  /// @param kernel        size of the window; 3 is {3, 3}
  /// @param options       how the window slides, and whether there is a bias
  /// @throws Error if a number of channels, a size, a stride or a dilation is below 1
  Conv2d(Index out_channels, PerAxis kernel, Conv2dOptions options = {});

  /// The weight, [O,H,W,I]: for each output channel, one number for each tap and input channel.
  Parameter& weight() { return *weight_; }

  /// The weight, for another module to use as its own: the two train one parameter.
  std::shared_ptr<Parameter> shared_weight() { return weight_; }

  /// The bias, [O]. @throws Error if the layer has none
  Parameter& bias();

  /// The bias, for another module to use as its own; null if the layer has none.
  std::shared_ptr<Parameter> shared_bias() { return bias_; }

  /// How the window slides over the images that the layer was built for. @throws Error before build()
  const Window& window() const;

  /// The options that it was made with.
  const Conv2dOptions& conv_options() const { return options_; }

  std::string kind() const override { return "Conv2d"; }
  std::string summary() const override;
  std::string kernel_set() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Conv2d>(out_channels_, kernel_, options_); }
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Index out_channels_;
  PerAxis kernel_;
  Conv2dOptions options_;
  Window window_{};
  std::shared_ptr<Parameter> weight_ = std::make_shared<Parameter>();
  std::shared_ptr<Parameter> bias_;  // null without a bias
  Tensor input_;
};

}  // namespace strata
