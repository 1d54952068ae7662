#pragma once

// A linear classifier trained with several losses. The order of images and the first weights depend on the seed alone,
// so that the losses differ and nothing else does.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "03_linear/linear.hpp"
#include "05_losses/criterion.hpp"

namespace strata {

/// A criterion for a network that ends in scores. One that takes probabilities has a softmax before it.
class LossOfScores {
 public:
  /// What stands between the scores and the criterion, and what the criterion compares with.
  enum class Path { scores_and_labels, probabilities_and_labels, probabilities_and_one_hot };

  /// A name for tables, a criterion, and the way to it.
  LossOfScores(std::string name, std::unique_ptr<Criterion> criterion, Path path)
      : name_(std::move(name)), criterion_(std::move(criterion)), path_(path) {}

  /// "MSE on softmax".
  const std::string& name() const { return name_; }

  /// The loss of scores [N,K] for labels [N].
  double forward(const Tensor& y, const Tensor& labels);

  /// Its derivative with respect to the scores.
  Tensor backward();

 private:
  std::string name_;
  std::unique_ptr<Criterion> criterion_;
  Path path_;
  Tensor p_;
};

/// @{
/// The losses that the program compares.
LossOfScores cross_entropy_of_scores();
LossOfScores unstable_nll_of_scores();
LossOfScores squared_error_of_softmax();
LossOfScores absolute_error_of_softmax();
/// @}

/// Rows of pixels from 0 to 1, with labels.
struct Examples {
  Tensor rows;    ///< [N,F] in float32
  Tensor labels;  ///< [N] in int32
};

/// All images of a data set.
Examples examples_of(const Dataset& data);

/// Examples [begin, end).
Examples slice(const Examples& examples, Index begin, Index end);

/// How to train.
struct LossTraining {
  Index epochs = 3;          ///< passes over all of them
  Index batch_size = 64;     ///< examples per step
  double learning_rate = 1;  ///< η
  std::uint64_t seed = 1;    ///< of the order of examples
};

/// Trains by stochastic gradient descent (3.18). Returns the accuracy on `test` before the first and after each epoch.
std::vector<double> train(Linear& layer, LossOfScores& loss, const Examples& train, const Examples& test,
                          const LossTraining& settings);

/// The share of examples that the layer classifies rightly.
double accuracy_of(Linear& layer, const Examples& examples);

}  // namespace strata
