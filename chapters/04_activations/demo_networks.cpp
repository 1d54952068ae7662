#include "demo_networks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "01_tensors/allocator.hpp"
#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "common/error.hpp"
#include "random_linear.hpp"

using namespace strata;

namespace {

constexpr Index hidden = 64;

Index classes(const DataSplit& data) { return static_cast<Index>(data.train.class_names.size()); }

TrainedNetwork train(std::string between, Sequential network, const DataSplit& data, TrainingSettings settings) {
  settings.title = between;
  Rng rng(settings.seed);
  network.build(rows_of_pixels(data.train.images.slice(0, 1)).shape().without_front(), rng);
  TrainingHistory history = train_classifier(network, data, settings);
  if (!std::isfinite(history.test.back().loss)) {
    throw Error({fmt::format("training, {}", between), "a loss that is not a number", "a finite loss",
                 fmt::format("the learning rate {} is too large; try a tenth of it", settings.learning_rate)});
  }
  return {std::move(between), std::move(network), std::move(history)};
}

// The layers that may stand between, and no layer at all.
std::vector<std::unique_ptr<Module>> bends() {
  std::vector<std::unique_ptr<Module>> all;
  all.push_back(nullptr);
  all.push_back(std::make_unique<ReLU>());
  all.push_back(std::make_unique<LeakyReLU>());
  all.push_back(std::make_unique<ELU>());
  all.push_back(std::make_unique<Swish>());
  all.push_back(std::make_unique<Tanh>());
  all.push_back(std::make_unique<Sigmoid>());
  all.push_back(std::make_unique<SoftPlus>());
  return all;
}

// What the layers make of all images. The trainer takes pixels and divides them by 255, so here they are multiplied.
Dataset seen_through(Module& layers, const Dataset& data) {
  constexpr Index batch = 1000;
  layers.eval();
  Dataset seen = data;
  seen.images = Tensor(layers.output_sample().with_front(data.size()));
  for (Index begin = 0; begin < data.size(); begin += batch) {
    const Index end = std::min(begin + batch, data.size());
    seen.images.slice(begin, end).copy_from(layers.forward(rows_of_pixels(data.images.slice(begin, end))));
  }
  row<float>(seen.images) *= 255;
  return seen;
}

// [region random]
// The random layer never changes, so it sees each image once, and what it makes of them is trained on.
double accuracy_on_random_layer(Index width, bool bent, const DataSplit& data, const TrainingSettings& settings) {
  Sequential random("random");
  random.add(RandomLinear(width, bent ? std::sqrt(2.0) : 1.0));  // (3.14)
  if (bent) random.add(ReLU());
  Rng rng(settings.seed);
  random.build(rows_of_pixels(data.train.images.slice(0, 1)).shape().without_front(), rng);
  const DataSplit seen{seen_through(random, data.train), seen_through(random, data.test)};
  Sequential last = sequential("last", Linear(classes(data)));
  return train(fmt::format("random layer, {}{}", width, bent ? ", ReLU" : ""), std::move(last), seen, settings)
      .test_accuracy();
}
// [endregion random]

}  // namespace

std::vector<TrainedNetwork> train_networks(const DataSplit& data, const TrainingSettings& settings) {
  std::vector<TrainedNetwork> trained;
  trained.push_back(train("(one layer)", sequential("network", Linear(classes(data))), data, settings));
  // [region networks]
  for (std::unique_ptr<Module>& bend : bends()) {
    const std::string between = bend ? bend->summary() : "nothing";
    Sequential network("network");
    network.add(Linear(hidden));
    if (bend) network.add(std::move(bend));
    network.add(Linear(classes(data)));
    trained.push_back(train(between, std::move(network), data, settings));
  }
  // [endregion networks]
  return trained;
}

RandomLayerResults train_on_random_layers(const DataSplit& data, const TrainingSettings& settings) {
  RandomLayerResults results;
  for (const Index width : {16, 64, 256, 1024}) {
    allocator(Device::cpu).release_cache();  // blocks of this size are of no use to the next width
    results.widths.push_back(static_cast<double>(width));
    results.straight.push_back(100 * accuracy_on_random_layer(width, false, data, settings));
    results.bent.push_back(100 * accuracy_on_random_layer(width, true, data, settings));
  }
  return results;
}
