#include "experiments/accuracy_rule.hpp"

#include <cmath>
#include <vector>

#include "common/error.hpp"

namespace strata::experiments {
namespace {

std::optional<Spread> of_seeds(const SeedAccuracies& side, std::uint64_t first, std::uint64_t last) {
  std::vector<double> accuracies;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const auto found = side.find(seed);
    if (found == side.end()) return std::nullopt;
    accuracies.push_back(found->second);
  }
  return spread_of(accuracies);
}

std::optional<AccuracyRound> round_of(const SeedAccuracies& ours, const SeedAccuracies& theirs, std::uint64_t first,
                                      std::uint64_t last) {
  const std::optional<Spread> our_side = of_seeds(ours, first, last), their_side = of_seeds(theirs, first, last);
  if (!our_side || !their_side) return std::nullopt;
  return AccuracyRound{*our_side, *their_side, welch_half_width(*our_side, *their_side)};
}

}  // namespace

bool AccuracyRound::within() const { return std::abs(difference()) <= half_width; }

const AccuracyRound* AccuracyJudgement::deciding() const {
  if (second) return &*second;
  return first ? &*first : nullptr;
}

AccuracyJudgement judge_accuracies(const SeedAccuracies& ours, const SeedAccuracies& theirs) {
  if (theirs.empty()) return {.verdict = AccuracyVerdict::not_measured};
  AccuracyJudgement judgement{.first = round_of(ours, theirs, 1, 5), .verdict = AccuracyVerdict::too_few_seeds};
  if (!judgement.first) return judgement;
  judgement.verdict = AccuracyVerdict::chance;
  if (judgement.first->within()) return judgement;
  judgement.second = round_of(ours, theirs, 6, 15);
  if (!judgement.second) {
    judgement.verdict = AccuracyVerdict::second_round_due;
  } else if (!judgement.second->within()) {
    judgement.verdict = AccuracyVerdict::more_than_chance;
  }
  return judgement;
}

std::string to_string(AccuracyVerdict verdict) {
  switch (verdict) {
    case AccuracyVerdict::not_measured:
      return "PyTorch not measured";
    case AccuracyVerdict::too_few_seeds:
      return "wants seeds 1 to 5 on both sides";
    case AccuracyVerdict::chance:
      return "chance";
    case AccuracyVerdict::second_round_due:
      return "outside; seeds 6 to 15 decide";
    case AccuracyVerdict::more_than_chance:
      return "more than chance, twice";
  }
  throw Error({"to_string", "a verdict that is none", "one of AccuracyVerdict", ""});
}

}  // namespace strata::experiments
