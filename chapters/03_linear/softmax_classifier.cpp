#include "softmax_classifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "01_tensors/gather.hpp"
#include "01_tensors/pixels.hpp"
#include "01_tensors/predictions.hpp"
#include "01_tensors/views.hpp"
#include "common/error.hpp"
#include "common/progress.hpp"

namespace strata {
namespace {

constexpr Index evaluation_batch = 1000;
constexpr Index stretches_per_epoch = 20;  // points of the loss curve

// [region step]
// One step of gradient descent on one mini-batch. Returns the loss before the step.
double gradient_step(Module& network, const Tensor& x, const Tensor& labels, double learning_rate) {
  const Tensor y = network.forward(x);
  Tensor dy(y.shape(), y.options());
  const double loss = cross_entropy(y, labels, &dy);
  network.zero_grad();
  network.backward(dy, InputGradient::skip);
  for (Parameter* parameter : network.parameters()) parameter->value.add(parameter->grad(), -learning_rate);  // (3.18)
  return loss;
}
// [endregion step]

}  // namespace

Tensor rows_of_pixels(const Tensor& images) {
  const Index samples = images.dim(0);
  return scaled_pixels(images).reshape({{samples, images.count() / samples}, "NF"});
}

// [region cross_entropy]
double cross_entropy(const Tensor& y, const Tensor& labels, Tensor* dy) {
  expect_shape(labels, {y.dim(0)}, "cross_entropy, labels", "one label per sample");
  const Tensor wide = y.to(Dtype::f64);  // whatever the network counts in, the sums are taken in float64
  const auto scores = matrix<double>(wide);
  Tensor wide_dy(wide.shape(), wide.options());
  const auto samples = static_cast<double>(scores.rows());
  double sum = 0;
  for (Index n = 0; n < scores.rows(); ++n) {
    const Index label = row<std::int32_t>(labels)[n];
    if (label < 0 || label >= scores.cols()) {
      throw Error({"cross_entropy", fmt::format("label {} for sample {}", label, n),
                   fmt::format("0 to {}, one of the network's outputs", scores.cols() - 1), ""});
    }
    const Eigen::ArrayXd shifted = scores.row(n).array() - scores.row(n).maxCoeff();
    const double log_sum = std::log(shifted.exp().sum());
    sum += log_sum - shifted[label];                      // (3.16)
    Eigen::ArrayXd gradient = (shifted - log_sum).exp();  // (3.15)
    gradient[label] -= 1;
    matrix<double>(wide_dy).row(n) = (gradient / samples).matrix();  // (3.17)
  }
  if (dy != nullptr) dy->copy_from(wide_dy);
  return sum / samples;
}
// [endregion cross_entropy]

TrainingHistory train_classifier(Module& network, const DataSplit& data, const TrainingSettings& settings) {
  if (settings.batch_size < 1) {
    throw Error({"training", fmt::format("batch size {}", settings.batch_size), "1 or more", ""});
  }
  const Tensor images = rows_of_pixels(data.train.images);
  std::vector<Index> order(static_cast<std::size_t>(data.train.size()));
  std::iota(order.begin(), order.end(), Index{0});
  Rng shuffle(settings.seed, Stream::shuffle);
  TrainingHistory history;
  ProgressBar bar(settings.title, settings.epochs * data.train.size(), {.unit = "images"});
  Index step = 0;
  for (Index epoch = 1; epoch <= settings.epochs; ++epoch) {
    network.train();
    shuffle.shuffle(order);
    const auto start = std::chrono::steady_clock::now();
    double loss_sum = 0;
    Index steps_in_sum = 0, last_batch = 0;
    const Index stretch = std::max<Index>(1, data.train.size() / settings.batch_size / stretches_per_epoch);
    for (Index begin = 0; begin < data.train.size(); begin += settings.batch_size) {
      const Index count = std::min(settings.batch_size, data.train.size() - begin);
      const std::span<const Index> rows(order.data() + begin, static_cast<std::size_t>(count));
      const double loss =
          gradient_step(network, gather(images, rows), gather(data.train.labels, rows), settings.learning_rate);
      if (++step == 1) history.first_loss = loss;
      loss_sum += loss;
      if (++steps_in_sum == stretch) {
        history.steps.push_back(static_cast<double>(step));
        history.losses.push_back(loss_sum / static_cast<double>(stretch));
        bar.metric("loss", history.losses.back());
        loss_sum = 0;
        steps_in_sum = 0;
      }
      if (begin + count < data.train.size()) bar.step(count);
      last_batch = count;
    }
    history.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    history.epoch_ends.push_back(static_cast<double>(step));
    history.test.push_back(evaluate(network, data.test));
    bar.metric("test accuracy", history.test.back().accuracy);
    bar.step(last_batch);  // only now, so that the line at the end of an epoch shows its own accuracy
  }
  return history;
}

Score evaluate(Module& network, const Dataset& data) {
  network.eval();
  double loss = 0, correct = 0;
  for (Index begin = 0; begin < data.size(); begin += evaluation_batch) {
    const Index end = std::min(begin + evaluation_batch, data.size());
    const auto samples = static_cast<double>(end - begin);
    const Tensor labels = data.labels.slice(begin, end);
    const Tensor y = network.forward(rows_of_pixels(data.images.slice(begin, end)));
    loss += samples * cross_entropy(y, labels, nullptr);
    correct += samples * accuracy(argmax(y), labels);
  }
  const auto samples = static_cast<double>(data.size());
  return {loss / samples, correct / samples};
}

}  // namespace strata
