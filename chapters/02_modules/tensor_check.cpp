#include "02_modules/tensor_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace strata {
namespace {

constexpr std::size_t entries_for_diagnosis = 32;

// [region relative_error]
// (2.16) A difference as large as the measurement's own rounding noise counts as much as the tolerance, so that a
// gradient which is truly zero can pass. NaN stays NaN and passes nowhere.
double relative_error(double analytic, const Slope& measured, double tolerance) {
  const double difference = std::abs(analytic - measured.value);
  if (difference == 0.0) return 0.0;
  return difference / std::max({std::abs(analytic), std::abs(measured.value), measured.noise / tolerance});
}
// [endregion relative_error]

std::vector<Index> choose_entries(Index count, Index wanted, Rng& rng) {
  std::vector<Index> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), Index{0});
  if (count <= wanted) return all;
  rng.shuffle(all);
  all.resize(static_cast<std::size_t>(wanted));
  return all;
}

// Beside a kink the right gradient is the slope to one side, exactly, while a measured slope to one side is off by c h,
// where c is half the bend of the curve. With half the step it is off by half of that.
FiniteDifference::Sides without_bend(const FiniteDifference::Sides& wide, const FiniteDifference::Sides& narrow) {
  const auto extrapolated = [](const Slope& whole, const Slope& half) {
    return Slope{2 * half.value - whole.value, 2 * half.noise + whole.noise};
  };
  return {extrapolated(wide.left, narrow.left), extrapolated(wide.right, narrow.right)};
}

}  // namespace

std::string entry_name(const Shape& shape, Index position) {
  std::string text;
  for (Index axis = shape.rank() - 1; axis >= 0; --axis) {
    text = fmt::format("{}{}{}", position % shape[axis], text.empty() ? "" : ",", text);
    position /= shape[axis];
  }
  return fmt::format("[{}]", text);
}

TensorCheck::TensorCheck(FiniteDifference& measure, std::size_t slot, const std::vector<double>& analytic,
                         const GradientCheckOptions& options, Rng& rng)
    : measure_(measure), slot_(slot), analytic_(analytic), options_(options), rng_(rng) {
  const GradientSubject::Slot& checked = measure.subject().slots()[slot];
  report_.name = checked.name;
  report_.shape = checked.value.shape().to_string();
}

TensorReport TensorCheck::run(const std::optional<Diagnosis>& bookkeeping, std::span<const double> earlier_input) {
  const auto count = static_cast<Index>(analytic_.size());
  for (const Index entry : choose_entries(count, options_.entries, rng_)) compare_entry(entry);
  if (count > options_.entries) {
    for (Index i = 0; i < options_.directions; ++i) compare_direction();
  }
  report_.entries = static_cast<Index>(compared_.size());
  if (bookkeeping) {
    report_.mistake = bookkeeping->mistake;
    report_.explanation = bookkeeping->explanation;
  } else if (!(report_.worst_error <= options_.tolerance)) {
    name_mistake(earlier_input);
  } else if (2 * report_.kinks > report_.entries) {
    report_.explanation =
        "more than half of the entries sit on kinks, and there the check says little: use other inputs";
  }
  return report_;
}

void TensorCheck::compare_entry(Index entry) {
  const double analytic = analytic_[static_cast<std::size_t>(entry)];
  Slope measured = measure_.derivative(slot_, entry);
  double error = relative_error(analytic, measured, options_.tolerance);
  if (!(error <= options_.tolerance)) {
    // A second measurement with another step. Where large numbers cancel inside a layer, the two differ by more than
    // the outputs' own rounding explains, and that difference is noise as well.
    constexpr double other_step = 0.3, doubt = 3;
    measured.noise += doubt * std::abs(measure_.derivative(slot_, entry, other_step).value - measured.value);
    measured.noise += measure_.rounded_away(slot_, entry, measured.step);
    error = relative_error(analytic, measured, options_.tolerance);
  }
  if (!(error <= options_.tolerance)) {
    if (excused_by_kink(entry, analytic)) {
      ++report_.kinks;
      error = 0;
    } else {
      error = std::min(error, error_of_short_steps(entry, analytic));
    }
  } else if (measured.noise > options_.tolerance * std::max(std::abs(analytic), std::abs(measured.value))) {
    ++report_.unmeasured;
  }
  compared_.push_back({entry, error});
  note(error, entry_name(measure_.subject().slots()[slot_].value.shape(), entry), analytic, measured.value);
}

// Whether the value sits on a kink, or nearer to one than the steps, and the gradient may be right. A kink at an eighth
// of the narrow step or less looks as if the value sat on it.
bool TensorCheck::excused_by_kink(Index entry, double analytic) const {
  const auto sides = [&](double step) {
    return without_bend(measure_.one_sided(slot_, entry, step), measure_.one_sided(slot_, entry, step / 2));
  };
  const double step = FiniteDifference::step_for(values()[static_cast<std::size_t>(entry)]);
  for (const double narrow_step : {step / 64, step / 16, step / 4}) {
    const auto narrow = sides(narrow_step);
    if (at_kink(sides(8 * narrow_step), narrow) && between(analytic, narrow)) return true;
  }
  return false;
}

// A kink farther away, but inside the step, moves the slope by up to half its jump. Where that is less than what makes
// the steps of (2.14) shrink, the slope of a shorter step, which leaves the kink outside, decides; but only while its
// noise is so small that it could not hide a mistake.
double TensorCheck::error_of_short_steps(Index entry, double analytic) const {
  double error = std::numeric_limits<double>::infinity();
  for (const double part : {1.0 / 16, 1.0 / 32, 1.0 / 64}) {
    const Slope measured = measure_.derivative(slot_, entry, part);
    if (!(measured.noise <= options_.tolerance * std::max(std::abs(analytic), std::abs(measured.value)))) break;
    error = std::min(error, relative_error(analytic, measured, options_.tolerance));
  }
  return error;
}

// [region kink]
// On a smooth curve the slopes to the left and to the right approach each other as the step shrinks. On a kink they
// stay apart, by more than the tolerance and more than rounding can explain.
bool TensorCheck::at_kink(const FiniteDifference::Sides& wide, const FiniteDifference::Sides& narrow) const {
  const double noise = narrow.left.noise + narrow.right.noise;
  const double size = std::max(std::abs(narrow.left.value), std::abs(narrow.right.value));
  const double jump = narrow.right.value - narrow.left.value;
  const bool stays_apart = jump / (wide.right.value - wide.left.value) > 0.5;
  return stays_apart && std::abs(jump) > options_.tolerance * size + noise;
}

// There any slope between the two is right.
bool TensorCheck::between(double analytic, const FiniteDifference::Sides& sides) const {
  const auto [low, high] = std::minmax(sides.left.value, sides.right.value);
  const double slack =
      options_.tolerance * std::max(std::abs(low), std::abs(high)) + sides.left.noise + sides.right.noise;
  return analytic >= low - slack && analytic <= high + slack;
}
// [endregion kink]

// Random directions see the entries that were not compared one by one. A direction crosses many kinks at once, and each
// may move its slope by up to half its jump: only what all of them together cannot account for is a mistake. Most kinks
// sit where inputs are exactly zero (black pixels), so a second direction leaves zeros where they are and has less to
// excuse.
void TensorCheck::compare_direction() {
  ++report_.directions;
  for (const bool avoid_zeros : {false, true}) {
    const std::vector<double> direction = random_direction(avoid_zeros);
    const double analytic = std::inner_product(direction.begin(), direction.end(), analytic_.begin(), 0.0);
    const Slope measured = measure_.along(slot_, direction);
    const double error = relative_error(analytic, measured, options_.tolerance);
    if (error <= options_.tolerance || !bent_by_kinks(direction, analytic)) {
      note(error, "direction", analytic, measured.value);
      return;
    }
  }
  ++report_.kinks;
}

// True if the kinks within reach can account for the difference, at the step and at a shorter one that meets fewer.
bool TensorCheck::bent_by_kinks(std::span<const double> direction, double analytic) const {
  for (const double part : {1.0, 64.0}) {
    const auto [slope, spread] = measure_.bent(slot_, direction, FiniteDifference::default_step / part);
    const double slack = slope.noise + options_.tolerance * std::max(std::abs(analytic), std::abs(slope.value));
    if (!(std::abs(analytic - slope.value) <= spread + slack)) return false;
  }
  return true;
}

std::vector<double> TensorCheck::random_direction(bool avoid_zeros) {
  std::vector<double> direction(analytic_.size());
  double squares = 0;
  for (std::size_t i = 0; i < direction.size(); ++i) {
    direction[i] = avoid_zeros && values()[i] == 0.0 ? 0.0 : rng_.normal();
    squares += direction[i] * direction[i];
  }
  for (double& component : direction) component /= std::max(std::sqrt(squares), 1e-300);
  return direction;
}

void TensorCheck::note(double error, const std::string& where, double analytic, double numeric) {
  const bool first = report_.worst_entry.empty();
  if (!first && (std::isnan(report_.worst_error) || error <= report_.worst_error)) return;
  report_.worst_error = error;
  report_.worst_entry = where;
  report_.analytic = analytic;
  report_.numeric = numeric;
}

// The worst entries tell most about a mistake; the others must fit the same story.
void TensorCheck::name_mistake(std::span<const double> earlier_input) {
  const auto worse = [](const Compared& a, const Compared& b) { return a.error > b.error; };
  std::ranges::stable_sort(compared_, worse);
  std::vector<Index> judged;
  const std::size_t worst = std::min(compared_.size(), entries_for_diagnosis / 2);
  for (std::size_t i = 0; i < worst; ++i) judged.push_back(compared_[i].entry);
  for (std::size_t i = compared_.size(); i > worst && judged.size() < entries_for_diagnosis; --i) {
    judged.push_back(compared_[i - 1].entry);
  }
  const Diagnosis found = diagnose(measure_, slot_, analytic_, judged, earlier_input, options_.tolerance);
  report_.mistake = found.mistake;
  report_.explanation = found.explanation;
  if (found.mistake != Mistake::partly_wrong) return;
  const auto right = std::ranges::count_if(compared_, [&](const Compared& c) { return c.error <= options_.tolerance; });
  report_.explanation =
      right == static_cast<Index>(compared_.size())
          ? "every compared entry is right, but a direction through all of them is not: some entry "
            "that was not compared is wrong"
          : fmt::format("{} of {} compared entries are wrong, the worst at {}: look at the ends of loops",
                        static_cast<Index>(compared_.size()) - right, compared_.size(), report_.worst_entry);
}

std::span<const double> TensorCheck::values() const {
  return std::as_const(measure_.subject().slots()[slot_].value).values<double>();
}

}  // namespace strata
