#include "demo_training.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "01_tensors/gather.hpp"
#include "01_tensors/pixels.hpp"
#include "01_tensors/predictions.hpp"
#include "05_losses/class_nll_unstable.hpp"
#include "05_losses/cross_entropy.hpp"
#include "05_losses/mean_absolute_error.hpp"
#include "05_losses/mean_squared_error.hpp"
#include "05_losses/one_hot.hpp"
#include "softmax.hpp"

namespace strata {

double LossOfScores::forward(const Tensor& y, const Tensor& labels) {
  if (path_ == Path::scores_and_labels) return criterion_->forward(y, labels);
  p_ = softmax(y);
  if (path_ == Path::probabilities_and_labels) return criterion_->forward(p_, labels);
  return criterion_->forward(p_, one_hot(labels, y.dim(1), y.options()));
}

Tensor LossOfScores::backward() {
  const Tensor gradient = criterion_->backward();
  return path_ == Path::scores_and_labels ? gradient : softmax_backward(p_, gradient);
}

LossOfScores cross_entropy_of_scores() {
  return {"cross-entropy", std::make_unique<CrossEntropy>(), LossOfScores::Path::scores_and_labels};
}

LossOfScores unstable_nll_of_scores() {
  return {"ClassNLLUnstable on softmax", std::make_unique<ClassNLLUnstable>(),
          LossOfScores::Path::probabilities_and_labels};
}

LossOfScores squared_error_of_softmax() {
  return {"MSE on softmax", std::make_unique<MeanSquaredError>(), LossOfScores::Path::probabilities_and_one_hot};
}

LossOfScores absolute_error_of_softmax() {
  return {"MAE on softmax", std::make_unique<MeanAbsoluteError>(), LossOfScores::Path::probabilities_and_one_hot};
}

Examples examples_of(const Dataset& data) {
  const Index samples = data.size();
  return {scaled_pixels(data.images).reshape({{samples, data.images.count() / samples}, "NF"}), data.labels};
}

Examples slice(const Examples& examples, Index begin, Index end) {
  return {examples.rows.slice(begin, end), examples.labels.slice(begin, end)};
}

std::vector<double> train(Linear& layer, LossOfScores& loss, const Examples& train, const Examples& test,
                          const LossTraining& settings) {
  const Index samples = train.labels.count();
  std::vector<Index> order(static_cast<std::size_t>(samples));
  std::iota(order.begin(), order.end(), Index{0});
  Rng shuffle(settings.seed, Stream::shuffle);
  std::vector<double> accuracies{accuracy_of(layer, test)};
  for (Index epoch = 0; epoch < settings.epochs; ++epoch) {
    layer.train();
    shuffle.shuffle(order);
    for (Index begin = 0; begin < samples; begin += settings.batch_size) {
      const Index count = std::min(settings.batch_size, samples - begin);
      const std::span<const Index> rows(order.data() + begin, static_cast<std::size_t>(count));
      // [region step]
      loss.forward(layer.forward(gather(train.rows, rows)), gather(train.labels, rows));
      layer.zero_grad();
      layer.backward(loss.backward(), InputGradient::skip);
      for (Parameter* parameter : layer.parameters()) parameter->value.add(parameter->grad(), -settings.learning_rate);
      // [endregion step]
    }
    accuracies.push_back(accuracy_of(layer, test));
  }
  return accuracies;
}

double accuracy_of(Linear& layer, const Examples& examples) {
  layer.eval();
  return accuracy(argmax(layer.forward(examples.rows)), examples.labels);
}

}  // namespace strata
