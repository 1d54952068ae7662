#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "experiments/statistics.hpp"

namespace strata::experiments {

/// Test accuracies, by seed.
using SeedAccuracies = std::map<std::uint64_t, double>;

/// The same seeds on both sides, compared.
struct AccuracyRound {
  Spread ours;            ///< of Strata
  Spread theirs;          ///< of PyTorch
  double half_width = 0;  ///< of Welch's 99 % interval

  /// How far our mean lies above theirs.
  double difference() const { return ours.mean - theirs.mean; }

  /// Whether chance alone explains the difference.
  bool within() const;
};

/// What the rule says.
enum class AccuracyVerdict {
  not_measured,      ///< there are no accuracies of PyTorch with these settings
  too_few_seeds,     ///< one side, or both, lacks one of the seeds 1 to 5
  chance,            ///< the means agree
  second_round_due,  ///< they do not, and a side lacks one of the seeds 6 to 15
  more_than_chance,  ///< they do not, and neither do those of the seeds 6 to 15
};

/// The rule by which two implementations of the same training are compared: seeds 1 to 5 on both sides, after the last
/// epoch. Where the means differ by more than Welch's 99 % interval, which happens to one row in a hundred if both
/// sides do the same, seeds 6 to 15 decide, and both rounds are reported.
struct AccuracyJudgement {
  std::optional<AccuracyRound> first{};   ///< seeds 1 to 5, where both sides have them
  std::optional<AccuracyRound> second{};  ///< seeds 6 to 15, where both sides have them and the first round wants them
  AccuracyVerdict verdict = AccuracyVerdict::not_measured;  ///< what follows

  /// The round that the verdict rests on; null where there is none.
  const AccuracyRound* deciding() const;
};

/// Applies the rule.
AccuracyJudgement judge_accuracies(const SeedAccuracies& ours, const SeedAccuracies& theirs);

/// "chance", "more than chance, twice", and what is missing where nothing can be said.
std::string to_string(AccuracyVerdict verdict);

}  // namespace strata::experiments
