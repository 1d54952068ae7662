#pragma once

#include <span>
#include <utility>

#include "02_modules/gradient_subject.hpp"
#include "common/function_ref.hpp"

namespace strata {

/// A slope measured from function values, with the part of it that is only rounding.
struct Slope {
  double value;             ///< the measured slope
  double noise;             ///< how far rounding alone may have moved the value
  double disagreement = 0;  ///< between the two steps of (2.14)
  double step = 0;          ///< the narrow one of them
};

/// Measures derivatives of the number L = Σ dy · y (2.12) from values of y alone: what the backward pass should say.
class FiniteDifference {
 public:
  /// @param subject  whose values are measured; it must outlive this object
  /// @param dy       a fixed upstream gradient of y's shape
  FiniteDifference(GradientSubject& subject, Tensor dy) : subject_(subject), dy_(std::move(dy)) {}

  /// What is measured.
  GradientSubject& subject() { return subject_; }

  /// The upstream gradient, which a hypothesis may change for a while.
  Tensor& dy() { return dy_; }

  /// dL/dv for one element of a slot: central differences (2.13) with one step of Richardson's extrapolation (2.14).
  /// Where the two steps of (2.14) disagree, because the curve bends sharply or a kink is near, smaller ones are taken.
  /// @param slot     the tensor
  /// @param element  its position in row-major order
  /// @param part     the first step, as a part of step_for()
  Slope derivative(std::size_t slot, Index element, double part = 1.0);

  /// The noise of outputs whose change was rounded away. The probability 1 - 1e-13 does not move with the step, since
  /// it changes by less than its last place; what it would have added to the slope is missing. With a large step it
  /// moves, and so it can be told from an output that does not depend on the element.
  /// @param slot     the tensor
  /// @param element  its position in row-major order
  /// @param step     that of the measurement in question
  double rounded_away(std::size_t slot, Index element, double step);

  /// The slopes on both sides of a value. At a kink they differ, however small the step.
  struct Sides {
    Slope left;   ///< from below
    Slope right;  ///< from above
  };

  /// Measures both sides of the present value of one element.
  Sides one_sided(std::size_t slot, Index element, double step);

  /// dL/dt along value + t · direction, for all elements of a slot together (2.14).
  Slope along(std::size_t slot, std::span<const double> direction);

  /// A slope along a direction, and how far kinks within reach of the step may have moved it.
  struct Bent {
    Slope slope;    ///< central difference (2.13)
    double spread;  ///< half the distance between the slopes to both sides, added up over all outputs without signs
  };

  /// Measures both from the values at -step, 0 and step.
  Bent bent(std::size_t slot, std::span<const double> direction, double step);

  /// The step for an element: default_step, relative to the element where it is large.
  static double step_for(double value);

  /// For values near 1 truncation, which falls with the fourth power of the step, is below 1e-15 here, and rounding,
  /// which grows with its inverse, is near 1e-11. A larger step would lower the sum and cross more kinks.
  static constexpr double default_step = 1e-4;

 private:
  using Move = FunctionRef<void(double t)>;  // goes to position t on a line through the present values

  Slope difference(Move move, double from, double to);
  Slope extrapolated(Move move, double step);
  Slope settled(Move move, double step);

  GradientSubject& subject_;
  Tensor dy_;
};

}  // namespace strata
