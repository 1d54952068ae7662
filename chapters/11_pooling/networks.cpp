#include "11_pooling/networks.hpp"

#include <string>

#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "09_dropout/linear_block.hpp"
#include "10_convolution/convolution_block.hpp"
#include "11_pooling/max_pool.hpp"

namespace strata {
namespace {

// A convolution that keeps the size of the image, and ReLU.
void add_same(Sequential& network, const std::string& name, Index channels, Index kernel = 3) {
  add_convolution(
      network, name,
      {.channels = channels, .kernel = kernel, .padding = Padding::same(), .activation = make_module<ReLU>});
}

// The end of every network with one linear layer.
void add_scores(Sequential& network, Index classes) {
  network.add(Flatten(), "flatten");
  add_linear(network, "fc", {.features = classes});
}

}  // namespace

// [region simple_cnn]
Sequential simple_cnn(Index classes, double dropout) {
  Sequential network("SimpleCNN");
  add_convolution(network, "conv1", {.channels = 32, .padding = Padding::same(), .activation = make_module<ReLU>});
  network.add(MaxPool2d(2), "pool1");
  add_convolution(network, "conv2", {.channels = 64, .padding = Padding::same(), .activation = make_module<ReLU>});
  network.add(MaxPool2d(2), "pool2");
  network.add(Flatten(), "flatten");
  add_linear(network, "fc1", {.features = 128, .activation = make_module<ReLU>, .dropout = dropout});
  add_linear(network, "fc2", {.features = classes});
  return network;
}
// [endregion simple_cnn]

Sequential comparison_cnn(Index classes) {
  Sequential network("CuPyCNN");
  add_same(network, "conv1", 8);
  network.add(MaxPool2d(2), "pool1");
  add_same(network, "conv2", 16);
  network.add(MaxPool2d(2), "pool2");
  network.add(Flatten(), "flatten");
  add_linear(network, "fc1", {.features = 128, .activation = make_module<ReLU>});
  add_linear(network, "fc2", {.features = classes});
  return network;
}

Sequential two_convolutions(const std::string& name, Index kernel, Index first, Index second, Index classes) {
  Sequential network(name);
  add_same(network, "conv1", first, kernel);
  network.add(MaxPool2d(2), "pool1");
  add_same(network, "conv2", second, kernel);
  network.add(MaxPool2d(2), "pool2");
  add_scores(network, classes);
  return network;
}

Sequential cnn_3x3(Index classes) { return two_convolutions("CNN3x3", 3, 32, 64, classes); }
Sequential cnn_5x5(Index classes) { return two_convolutions("CNN5x5", 5, 16, 32, classes); }
Sequential cnn_7x7(Index classes) { return two_convolutions("CNN7x7", 7, 8, 16, classes); }

Sequential ones_and_threes(const std::string& name, Index last, Index classes) {
  Sequential network(name);
  add_same(network, "conv1", 16, 1);
  add_convolution(network, "conv2", {.channels = 32, .padding = Padding::same()});
  network.add(MaxPool2d(2), "pool1");
  add_same(network, "conv3", 32, 1);
  add_convolution(network, "conv4", {.channels = last, .padding = Padding::same()});
  network.add(MaxPool2d(2), "pool2");
  add_scores(network, classes);
  return network;
}

Sequential cnn_1x1_3x3(Index classes) { return ones_and_threes("CNN1x1+3x3", 64, classes); }

Sequential medium_cnn(Index classes) {
  Sequential network("MediumCNN");
  add_same(network, "conv1", 32);
  add_same(network, "conv2", 64);
  network.add(MaxPool2d(2), "pool1");
  add_same(network, "conv3", 128);
  add_same(network, "conv4", 128);
  network.add(MaxPool2d(2), "pool2");
  add_scores(network, classes);
  return network;
}

Sequential deep_cnn(Index classes) {
  Sequential network("DeepCNN");
  add_same(network, "conv1", 32);
  add_same(network, "conv2", 32);
  network.add(MaxPool2d(2), "pool1");
  add_same(network, "conv3", 64);
  add_same(network, "conv4", 64);
  network.add(MaxPool2d(2), "pool2");
  add_same(network, "conv5", 128);
  add_same(network, "conv6", 128);
  add_scores(network, classes);
  return network;
}

}  // namespace strata
