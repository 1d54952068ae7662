#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"
#include "09_dropout/bernoulli.hpp"
#include "09_dropout/random_state.hpp"

namespace strata {

// [region kernels]
/// What a device must know to run Dropout. The mask m is made anew in both passes, from the random state `taken`.
struct DropoutKernels {
  static constexpr std::string_view name = "Dropout";                                     ///< for messages
  void (*forward)(const Bernoulli&, const Tensor& taken, const Tensor& x, Tensor& y);     ///< y_i = m_i x_i (9.1)
  void (*backward)(const Bernoulli&, const Tensor& taken, const Tensor& dy, Tensor& dx);  ///< dx_i = m_i dy_i (9.4)

  /// Which functions run where.
  static KernelTable<DropoutKernels> table;
};

/// What a device must know to run Dropout2d, for images [N,H,W,C]: one entry of the mask for each image and channel.
struct Dropout2dKernels {
  static constexpr std::string_view name = "Dropout2d";                                   ///< for messages
  void (*forward)(const Bernoulli&, const Tensor& taken, const Tensor& x, Tensor& y);     ///< y = m_nc x_nhwc (9.5)
  void (*backward)(const Bernoulli&, const Tensor& taken, const Tensor& dy, Tensor& dx);  ///< dx = m_nc dy_nhwc (9.6)

  /// Which functions run where.
  static KernelTable<Dropout2dKernels> table;
};
// [endregion kernels]

/// While training, multiplies by a random mask of zeros and 1 / (1 - p), a new one in each forward pass; backward uses
/// the mask of the forward pass before. In evaluation, and with p = 0, forward returns its input: the same handle, not
/// a copy.
///
/// The masks depend on one buffer alone, `random_state` (seed, position): a clone and a training that goes on from a
/// checkpoint draw the same masks as the original, on any number of threads. The seed comes from build()'s generator.
template <class Kernels>
class RandomMask : public Module {
 public:
  /// @param p  the probability that a number is dropped. With 1, all are. @throws Error unless 0 <= p <= 1
  explicit RandomMask(double p = 0.5);

  /// The probability that a number is dropped.
  double p() const { return p_; }

  std::string kind() const override { return std::string(Kernels::name); }
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<RandomMask>(p_); }
  void visit(StateVisitor& visitor) override { visitor.buffer("random_state", random_state_); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  double p_;
  Tensor random_state_;
  Tensor taken_;  // where the last mask begins: all that backward needs
};

/// Every number of its own: samples of any shape.
using Dropout = RandomMask<DropoutKernels>;

/// Whole channels, image by image: samples [H,W,C]. build() throws Error for other samples.
using Dropout2d = RandomMask<Dropout2dKernels>;

extern template class RandomMask<DropoutKernels>;
extern template class RandomMask<Dropout2dKernels>;

}  // namespace strata
