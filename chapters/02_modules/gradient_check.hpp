#pragma once

#include <cstdint>

#include "02_modules/gradient_report.hpp"
#include "02_modules/gradient_subject.hpp"

namespace strata {

/// How a gradient check is done. The defaults suit single layers and whole networks alike.
struct GradientCheckOptions {
  /// The largest relative error that passes (2.16). The measurement is good to about 1e-9 (rounding of (2.14) for
  /// values near 1), a wrong formula is seldom right to six digits: 1e-6 lies between with room on both sides.
  double tolerance = 1e-6;
  Index entries = 200;     ///< at most so many entries of each tensor, chosen at random; all where there are fewer
  Index directions = 2;    ///< where entries are chosen: so many random directions through all of them
  std::uint64_t seed = 1;  ///< chooses the upstream gradient, the entries and the directions
};

/// Compares every gradient of a module's backward pass with measured slopes of its forward pass, and names the likely
/// mistake behind each that differs.
///
/// The check works on a float64 clone in training mode. It uses an upstream gradient that differs from entry to entry,
/// since constant ones cancel in normalisation layers; gradients start as NaN, so that an entry nobody writes shows
/// itself; a forward pass with another input goes before, so that a stale cache shows itself; a second backward pass
/// must double the gradients of the parameters, and one without the input gradient must not change them.
///
/// Entries at kinks are recognised and not blamed; a random direction that sits on kinks is not judged. What it cannot
/// see: a forward pass that is not what you meant, gradients far below the rounding of the outputs (they are counted as
/// unmeasured), and more than a few digits where large numbers cancel inside a layer (inputs 10,000 times their
/// spread).
///
/// @param module  built; it is not changed
/// @param x       a batch of inputs [N, ...sample], with N of 2 or more if a mean is to be told from a sum
/// @param options tolerance, how many entries, and the seed
/// @throws Error if the module is not built, x does not fit it, x or a parameter holds NaN or infinity, or the options
/// leave nothing to compare
GradientReport check_gradients(const Module& module, const Tensor& x, const GradientCheckOptions& options = {});

/// The same for anything that can be differentiated; chapter 5 checks losses with it.
GradientReport check_gradients(GradientSubject& subject, const GradientCheckOptions& options = {});

}  // namespace strata
