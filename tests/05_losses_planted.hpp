#pragma once

// Criteria with one mistake each in the backward pass: what the gradient check must catch and name.

#include <memory>
#include <string>
#include <utility>

#include "02_modules/mistake.hpp"
#include "02_modules/transposition.hpp"
#include "tests/05_losses_criteria.hpp"

namespace strata::losses {

/// What can be wrong with a criterion.
enum class Planted {
  sum,               ///< not divided at all
  twice,             ///< divided twice
  by_samples,        ///< divided by the number of samples where entries count
  by_entries,        ///< divided by the number of entries where samples count
  sign,              ///< target minus output
  half,              ///< a constant factor forgotten
  transposed,        ///< rows and columns exchanged
  last_sample,       ///< only the last sample gets a gradient
  unwritten,         ///< the loop ends one entry early
  nothing,           ///< always 0
  output_changed,    ///< writes into y
  first_batch_only,  ///< keeps the outputs of the first forward pass for ever
  one_entry          ///< one entry is wrong
};

/// A right criterion inside, and a wrong gradient.
class Spoilt : public Criterion {
 public:
  Spoilt(std::unique_ptr<Criterion> inner, Planted planted) : inner_(std::move(inner)), planted_(planted) {}
  std::string divides_by() const override { return inner_->divides_by(); }
  std::string kind() const override { return inner_->kind(); }
  std::unique_ptr<Criterion> fresh() const override { return std::make_unique<Spoilt>(inner_->fresh(), planted_); }
  ValueRange output_range() const override { return inner_->output_range(); }

 private:
  void expect_fit(const Tensor&, const Tensor&) const override {}
  Index terms(const Tensor& y) const override { return static_cast<Index>(inner_->divisor(y)); }

  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    inner_->forward(y, target);
    losses.copy_from(inner_->sample_losses());
    if (!first_.defined()) first_ = y.clone();
  }

  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    inner_->forward(planted_ == Planted::first_batch_only ? first_ : y, target);
    dy.copy_from(inner_->backward());
    auto gradient = row<double>(dy);
    const auto samples = static_cast<double>(y.dim(0)), entries = static_cast<double>(y.count());
    switch (planted_) {
      case Planted::sum:
        gradient /= scale;
        break;
      case Planted::twice:
        gradient *= scale;
        break;
      case Planted::by_samples:
        gradient *= entries / samples;
        break;
      case Planted::by_entries:
        gradient *= samples / entries;
        break;
      case Planted::sign:
        gradient *= -1;
        break;
      case Planted::half:
        gradient *= 0.5;
        break;
      case Planted::transposed: {
        const Tensor right = dy.clone();
        dy.copy_from(transposed_elements(right.reshape({right.dim(1), right.dim(0)})).reshape(right.shape()));
        break;
      }
      case Planted::last_sample:
        matrix<double>(dy).topRows(y.dim(0) - 1).setZero();
        break;
      case Planted::unwritten: {
        const Tensor untouched(dy.shape(), dy.options());
        gradient[y.count() - 1] = row<double>(untouched)[y.count() - 1];
        break;
      }
      case Planted::nothing:
        gradient.setZero();
        break;
      case Planted::output_changed: {
        Tensor same = y;
        same.add(y, 0.001);
        break;
      }
      case Planted::one_entry:
        gradient[y.count() / 2] *= 1.01;
        break;
      case Planted::first_batch_only:
        break;
    }
  }

  std::unique_ptr<Criterion> inner_;
  Planted planted_;
  Tensor first_;
};

}  // namespace strata::losses
