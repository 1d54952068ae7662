#include "demo_training.hpp"

#include <algorithm>
#include <utility>

#include "01_tensors/predictions.hpp"
#include "05_losses/cross_entropy.hpp"
#include "07_training/evaluation_mode.hpp"

using namespace strata;

namespace {

constexpr double learning_rate = 2e-3, factor_of_beta = 10;

Dataset first_images(Dataset data, Index images) {
  const Index count = std::min(images, data.size());
  data.images = data.images.slice(0, count);
  data.labels = data.labels.slice(0, count);
  return data;
}

}  // namespace

DemoImages demo_images(const DataSplit& data, const CustomDemoOptions& options) {
  const Normalisation normalisation = Normalisation::published(data.train);
  const Index tested = std::min<Index>(2000, data.test.size());
  DataLoader train(
      first_images(data.train, options.images),
      {.batch_size = options.program.batch_size, .seed = options.program.seed, .normalisation = normalisation});
  const DataLoader test(data.test, {.batch_size = tested, .shuffle = false, .normalisation = normalisation});
  return {std::move(train), test.batch(1, 0), data.train.class_names};
}

void train_small(Sequential& network, const DemoImages& images, const CustomDemoOptions& options,
                 const std::function<void(Index)>& after_step) {
  Rng rng(options.program.seed);
  network.build(images.train.data().images.shape().without_front(), rng);
  Adam optimizer(network.parameters(), {.learning_rate = learning_rate});
  for (const Parameter* parameter : network.parameters()) {
    if (parameter->path.ends_with(".beta")) optimizer.scale_rate(parameter->path, factor_of_beta);
  }
  CrossEntropy criterion;
  Index steps = 0;
  for (Index epoch = 1; epoch <= options.program.epochs; ++epoch) {
    for (Index number = 0; number < images.train.batches(); ++number) {
      const auto [x, labels] = images.train.batch(epoch, number);
      criterion.forward(network.forward(x), labels);
      network.zero_grad();
      network.backward(criterion.backward(), InputGradient::skip);
      optimizer.step();
      if (after_step) after_step(++steps);
    }
  }
}

double test_accuracy(Sequential& network, const DemoImages& images) {
  const EvaluationMode mode(network);
  return accuracy(argmax(network.forward(images.test.x)), images.test.labels);
}
