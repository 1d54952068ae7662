#include "02_modules/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "02_modules/transposition.hpp"

namespace strata {
namespace {

// A prediction comes true when it agrees in every judged entry to one part in 100,000: predictions carry the rounding
// of two measurements, and no coincidence is so close. An error may be smaller than that. Then a story that predicts
// the right slopes agrees as well and explains nothing, so a tenth of each error is the most that a prediction may
// leave.
constexpr double agreement = 1e-5, left_over = 0.1;

class Diagnostician {
 public:
  Diagnostician(FiniteDifference& check, std::size_t slot, std::span<const double> analytic,
                std::span<const Index> entries, std::span<const double> earlier_input, double tolerance)
      : check_(check),
        slot_(slot),
        analytic_(analytic),
        entries_(entries),
        earlier_input_(earlier_input),
        tolerance_(tolerance),
        right_(measure(entries)) {}

  Diagnosis run() {
    if (all_right()) return {Mistake::partly_wrong, "the judged entries are right"};
    if (zero()) return {Mistake::always_zero, "every entry is 0: backward does not compute this gradient"};
    if (auto found = constant_factor()) return *found;
    if (auto found = transposed_gradient()) return *found;
    if (auto found = transposed_parameter()) return *found;
    if (auto found = stale_cache()) return *found;
    if (auto found = missing_sum()) return *found;
    if (auto found = ignored_upstream()) return *found;
    if (auto found = diagonal_alone()) return *found;
    if (some_right()) return {Mistake::partly_wrong, "some of the judged entries are right"};
    return {Mistake::unknown,
            "no known mistake explains it; compare the kernel with its equation, one factor at a time"};
  }

 private:
  Tensor& value(std::size_t slot) { return check_.subject().slots()[slot].value; }
  Index batch() { return value(0).dim(0); }

  std::vector<Slope> measure(std::span<const Index> entries) {
    std::vector<Slope> slopes;
    for (const Index entry : entries) slopes.push_back(check_.derivative(slot_, entry));
    return slopes;
  }

  double backward_says(std::size_t i) const { return analytic_[static_cast<std::size_t>(entries_[i])]; }

  bool zero() const {
    return std::ranges::all_of(analytic_, [](double entry) { return entry == 0.0; });
  }

  double error(std::size_t i) const { return std::abs(right_[i].value - backward_says(i)); }

  // As the check itself judges (2.16).
  bool right_entry(std::size_t i) const {
    const double size = std::max(std::abs(right_[i].value), std::abs(backward_says(i)));
    return error(i) <= std::max(tolerance_ * size, right_[i].noise);
  }

  bool agrees(std::size_t i, double predicted, double noise) const {
    double allowed = agreement * std::max(std::abs(predicted), std::abs(backward_says(i)));
    if (!right_entry(i)) allowed = std::min(allowed, left_over * error(i));
    return std::abs(predicted - backward_says(i)) <= allowed + noise;
  }

  // Zero agrees with zero whatever the story, so an entry of either speaks for none.
  bool speaks(std::size_t i, double predicted, double noise) const {
    return std::max(std::abs(predicted), std::abs(backward_says(i))) > 10 * noise;
  }

  // True if factor times the slopes is what backward says in every entry, and at least three entries (or all, in a
  // smaller tensor) speak for it.
  bool explains(const std::vector<Slope>& slopes, double factor = 1.0) const {
    std::size_t speaking = 0;
    for (std::size_t i = 0; i < slopes.size(); ++i) {
      const double noise = std::abs(factor) * slopes[i].noise;
      if (!agrees(i, factor * slopes[i].value, noise)) return false;
      if (speaks(i, factor * slopes[i].value, noise)) ++speaking;
    }
    return speaking >= std::min<std::size_t>(3, std::max<std::size_t>(1, analytic_.size()));
  }

  bool all_right() const {
    for (std::size_t i = 0; i < right_.size(); ++i) {
      if (!right_entry(i)) return false;
    }
    return true;
  }

  bool some_right() const {
    for (std::size_t i = 0; i < right_.size(); ++i) {
      if (speaks(i, right_[i].value, right_[i].noise) && right_entry(i)) return true;
    }
    return false;
  }

  std::optional<Diagnosis> constant_factor() {
    const auto n = static_cast<double>(batch());
    if (explains(right_, -1.0)) return Diagnosis{Mistake::wrong_sign, "every entry has the opposite sign"};
    if (batch() > 1 && explains(right_, 1.0 / n)) {
      return Diagnosis{Mistake::mean_for_sum,
                       fmt::format("every entry is 1/{0} of what it should be, and the batch has {0} samples: a mean "
                                   "over the batch where the sum is due",
                                   batch())};
    }
    if (batch() > 1 && explains(right_, n)) {
      return Diagnosis{Mistake::sum_for_mean,
                       fmt::format("every entry is {0} times what it should be, and the batch has {0} samples: a sum "
                                   "over the batch where the mean is due, or a factor that happens to be {0}",
                                   batch())};
    }
    // Any two numbers have some ratio; three entries with one ratio are no accident.
    double numerator = 0, denominator = 0;
    for (std::size_t i = 0; i < right_.size(); ++i) {
      numerator += backward_says(i) * right_[i].value;
      denominator += right_[i].value * right_[i].value;
    }
    const double factor = numerator / denominator;
    if (right_.size() >= 3 && explains(right_, factor)) {
      const std::string text =
          std::abs(factor - 1) < 0.01 ? fmt::format("1 {:+.2g}", factor - 1) : fmt::format("{:.6g}", factor);
      return Diagnosis{Mistake::wrong_factor, fmt::format("every entry is {} times what it should be", text)};
    }
    return std::nullopt;
  }

  std::optional<Diagnosis> transposed_gradient() {
    const Shape& shape = value(slot_).shape();
    if (shape.rank() != 2) return std::nullopt;
    std::vector<Index> exchanged;  // what belongs at `exchanged` was written at `entry`
    for (const Index entry : entries_) exchanged.push_back(transposed_position({shape[1], shape[0]}, entry));
    if (!explains(measure(exchanged))) return std::nullopt;
    return Diagnosis{Mistake::transposed_gradient,
                     "the numbers are right, but rows and columns are exchanged: the product is the wrong way round"};
  }

  std::optional<Diagnosis> transposed_parameter() {
    for (std::size_t other = 1; other < check_.subject().slots().size(); ++other) {
      if (value(other).rank() != 2) continue;
      const Tensor original = value(other).clone();
      value(other).copy_from(transposed_elements(original));
      const bool fits = explains(measure(entries_));
      value(other).copy_from(original);
      if (fits) {
        return Diagnosis{Mistake::transposed_parameter,
                         fmt::format("right if {} had rows and columns exchanged: a transpose too many or too few",
                                     check_.subject().slots()[other].name)};
      }
    }
    return std::nullopt;
  }

  std::optional<Diagnosis> stale_cache() {
    const Tensor original = value(0).clone();
    std::ranges::copy(earlier_input_, value(0).values<double>().begin());
    const bool fits = explains(measure(entries_));
    value(0).copy_from(original);
    if (!fits) return std::nullopt;
    return Diagnosis{Mistake::stale_cache,
                     "right for the input of the forward pass before: forward did not renew what backward reads"};
  }

  std::optional<Diagnosis> missing_sum() {
    if (batch() < 2) return std::nullopt;
    const Tensor original = check_.dy().clone();
    for (const Index sample : {Index{0}, batch() - 1}) {
      check_.dy().fill(0.0);
      check_.dy().slice(sample, sample + 1).copy_from(original.slice(sample, sample + 1));
      const bool fits = explains(measure(entries_));
      check_.dy().copy_from(original);
      if (fits) {
        return Diagnosis{
            Mistake::missing_sum,
            fmt::format("only sample {} of the batch was counted: the sum over the batch is missing", sample)};
      }
    }
    return std::nullopt;
  }

  std::optional<Diagnosis> ignored_upstream() {
    const Tensor original = check_.dy().clone();
    check_.dy().fill(1.0);
    const bool fits = explains(measure(entries_));
    check_.dy().copy_from(original);
    if (!fits) return std::nullopt;
    return Diagnosis{Mistake::ignored_upstream,
                     "right if dy were 1 everywhere: the chain rule's last factor is missing"};
  }

  std::optional<Diagnosis> diagonal_alone() {
    if (slot_ != 0 || value(0).shape() != check_.dy().shape()) return std::nullopt;
    const Tensor original = check_.dy().clone();
    std::vector<Slope> slopes;
    for (const Index entry : entries_) {
      check_.dy().fill(0.0);
      check_.dy().values<double>()[static_cast<std::size_t>(entry)] =
          original.values<double>()[static_cast<std::size_t>(entry)];
      slopes.push_back(check_.derivative(slot_, entry));
    }
    check_.dy().copy_from(original);
    if (!explains(slopes)) return std::nullopt;
    return Diagnosis{Mistake::diagonal_alone,
                     "right if each output depended on its own input alone: the sum over the other outputs is missing"};
  }

  FiniteDifference& check_;
  std::size_t slot_;
  std::span<const double> analytic_;
  std::span<const Index> entries_;
  std::span<const double> earlier_input_;
  double tolerance_;
  std::vector<Slope> right_;  // what is measured in the judged entries
};

}  // namespace

Diagnosis diagnose(FiniteDifference& check, std::size_t slot, std::span<const double> analytic,
                   std::span<const Index> entries, std::span<const double> earlier_input, double tolerance) {
  return Diagnostician(check, slot, analytic, entries, earlier_input, tolerance).run();
}

}  // namespace strata
