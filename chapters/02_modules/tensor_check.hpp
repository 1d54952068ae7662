#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "01_tensors/random.hpp"
#include "02_modules/diagnosis.hpp"
#include "02_modules/finite_difference.hpp"
#include "02_modules/gradient_check.hpp"

namespace strata {

/// Where an element sits: "[2,4]" for its position in row-major order.
std::string entry_name(const Shape& shape, Index position);

/// Compares the gradient of one tensor, as backward gives it, with measured slopes.
class TensorCheck {
 public:
  /// @param measure   measures slopes; its subject is put back as it was
  /// @param slot      the tensor
  /// @param analytic  its gradient, one number per element; empty if backward wrote none
  /// @param options   tolerance, and how many entries and directions
  /// @param rng       chooses them
  TensorCheck(FiniteDifference& measure, std::size_t slot, const std::vector<double>& analytic,
              const GradientCheckOptions& options, Rng& rng);

  /// Compares entries and directions and names what is wrong.
  /// @param bookkeeping    what the runs of backward have shown already
  /// @param earlier_input  elements of slot 0 in the forward pass before the last
  TensorReport run(const std::optional<Diagnosis>& bookkeeping, std::span<const double> earlier_input);

 private:
  struct Compared {
    Index entry;
    double error;
  };

  void compare_entry(Index entry);
  void compare_direction();
  bool bent_by_kinks(std::span<const double> direction, double analytic) const;
  std::vector<double> random_direction(bool avoid_zeros);
  bool excused_by_kink(Index entry, double analytic) const;
  double error_of_short_steps(Index entry, double analytic) const;
  bool at_kink(const FiniteDifference::Sides& wide, const FiniteDifference::Sides& narrow) const;
  bool between(double analytic, const FiniteDifference::Sides& sides) const;
  void note(double error, const std::string& where, double analytic, double numeric);
  void name_mistake(std::span<const double> earlier_input);
  std::span<const double> values() const;

  FiniteDifference& measure_;
  std::size_t slot_;
  const std::vector<double>& analytic_;
  const GradientCheckOptions& options_;
  Rng& rng_;
  TensorReport report_;
  std::vector<Compared> compared_;
};

}  // namespace strata
