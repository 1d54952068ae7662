#pragma once

#include <memory>
#include <string>
#include <utility>

#include "01_tensors/tensor.hpp"
#include "05_losses/value_range.hpp"

namespace strata {

/// A loss: one number that says how wrong a batch of outputs is, and its derivative.
///
///     CrossEntropy criterion;
///     const double loss = criterion.forward(network.forward(x), labels);
///     network.zero_grad();
///     network.backward(criterion.backward(), InputGradient::skip);
///
/// As with Module, the public functions check and the private ones compute: what is written here holds for every loss.
/// Between forward() and backward() nobody writes into y or the target; a criterion keeps handles and no copies. A y
/// that holds NaN gives a loss that is NaN; a target that does is an error.
class Criterion {
 public:
  Criterion(const Criterion&) = delete;
  Criterion& operator=(const Criterion&) = delete;
  virtual ~Criterion() = default;

  /// The loss L (5.1): the losses of all samples, summed in float64 and divided as divides_by() says.
  /// @param y       outputs of a network, float32 or float64, [N, ...]
  /// @param target  what they should have been
  /// @throws Error if y or the target has a wrong shape, dtype or device, or a target is not one
  double forward(const Tensor& y, const Tensor& target);

  /// dL/dy (5.2) of the last forward(), of y's shape and dtype, in memory of its own.
  /// @throws Error unless forward() came before, or if this is the second call for it
  Tensor backward();

  /// What each sample added to the sum of the last forward(): [N] in float64. It tells the worst sample from the
  /// others. @throws Error before forward()
  const Tensor& sample_losses() const;

  /// The number that the sum is divided by for these outputs. @throws Error if y is no tensor
  double divisor(const Tensor& y) const;

  /// The same in words: "the number of samples".
  virtual std::string divides_by() const = 0;

  /// "CrossEntropy": what messages call it.
  virtual std::string kind() const = 0;

  /// A criterion with the same options that has seen nothing.
  virtual std::unique_ptr<Criterion> fresh() const = 0;

  /// The outputs that make sense: probabilities for some, all numbers for others.
  virtual ValueRange output_range() const { return {}; }

 protected:
  Criterion() = default;

 private:
  enum class Ready { never_forward, yes, used };

  /// Refuses a target that does not fit the outputs.
  virtual void expect_fit(const Tensor& y, const Tensor& target) const = 0;

  /// How many terms the sum has, and so what it is divided by.
  virtual Index terms(const Tensor& y) const = 0;

  /// Writes the loss of each sample. It depends on the sample's own outputs and targets alone.
  virtual void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) = 0;

  /// Writes `scale` times the derivative of the sum into every entry of dy.
  virtual void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) = 0;

  void expect_output(const Tensor& y) const;

  Tensor y_, target_, losses_;
  Ready ready_ = Ready::never_forward;
};

}  // namespace strata
