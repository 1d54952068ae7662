#include "demo_networks.hpp"

#include <numeric>
#include <utility>
#include <vector>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/fc_net.hpp"
#include "07_training/flatten.hpp"
#include "07_training/trainer.hpp"
#include "10_convolution/convolution_block.hpp"

namespace strata {
namespace {

Dataset reordered(const Dataset& data, const std::vector<Index>& order) {
  Dataset result = data;
  result.images = data.images.clone();
  const auto from = image<std::uint8_t>(data.images);
  const auto to = image<std::uint8_t>(result.images);
  for (Index n = 0; n < data.size(); ++n) {
    for (Index pixel = 0; pixel < to.height * to.width; ++pixel) {
      const Index source = order[static_cast<std::size_t>(pixel)];
      for (Index c = 0; c < to.channels; ++c) {
        to(n, pixel / to.width, pixel % to.width, c) = from(n, source / to.width, source % to.width, c);
      }
    }
  }
  return result;
}

TrainedNetwork train(std::string name, std::string pixels, Sequential network, const DataSplit& data,
                     const NetworkSettings& settings) {
  const Normalisation normalisation = Normalisation::published(data.train);
  const DataLoader loader(data.train,
                          {.batch_size = settings.batch_size, .seed = settings.seed, .normalisation = normalisation});
  const DataLoader test(data.test, {.batch_size = 500, .shuffle = false, .normalisation = normalisation});
  Rng rng(settings.seed);
  network.build(data.train.images.shape().without_front(), rng);
  CrossEntropy criterion;
  Adam optimizer(network.parameters());
  Trainer trainer(network, criterion, optimizer, loader, &test, {.epochs = settings.epochs});
  History history = trainer.train();
  Evaluation on_test = evaluate(network, criterion, test);
  return {std::move(name), std::move(pixels), std::move(network), std::move(history), std::move(on_test)};
}

}  // namespace

// [region network]
Sequential small_convolutional_network(Index classes) {
  Sequential network("network");
  const ConvolutionBlock block{.stride = 2, .padding = Padding::same(), .activation = make_module<ReLU>};
  ConvolutionBlock first = block, second = block;
  first.channels = 16;
  first.kernel = 5;
  second.channels = 32;
  add_convolution(network, "conv1", first);
  add_convolution(network, "conv2", second);
  network.add(Flatten(), "flatten").add(Linear(classes), "fc");
  return network;
}
// [endregion network]

DataSplit with_shuffled_pixels(const DataSplit& data, std::uint64_t seed) {
  std::vector<Index> order(static_cast<std::size_t>(data.train.images.dim(1) * data.train.images.dim(2)));
  std::iota(order.begin(), order.end(), Index{0});
  Rng rng(seed, Stream::augmentation);
  rng.shuffle(order);
  return {reordered(data.train, order), reordered(data.test, order)};
}

std::vector<TrainedNetwork> train_networks(const DataSplit& data, const NetworkSettings& settings) {
  const auto classes = static_cast<Index>(data.train.class_names.size());
  const DataSplit shuffled = with_shuffled_pixels(data, settings.seed);
  std::vector<TrainedNetwork> trained;
  trained.push_back(train("FCNet", "in order", fc_net(classes), data, settings));
  trained.push_back(train("FCNet", "shuffled", fc_net(classes), shuffled, settings));
  trained.push_back(train("convolutions", "in order", small_convolutional_network(classes), data, settings));
  trained.push_back(train("convolutions", "shuffled", small_convolutional_network(classes), shuffled, settings));
  return trained;
}

}  // namespace strata
