#include "demo_shifts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <string>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/trainer.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "11_pooling/shifts.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

constexpr Index most_pixels = 4;
constexpr std::array every_way{Halving::max_pool, Halving::average_pool, Halving::strided, Halving::max_pool_and_mean};

std::string pooled_row(Module& layer, const std::vector<float>& pixels) {
  Rng rng(1);
  const Tensor x = Tensor::from<float>({{1, 1, static_cast<Index>(pixels.size()), 1}, "NHWC"}, pixels);
  layer.build(x.shape().without_front(), rng);
  const Tensor y = layer.forward(x);
  return fmt::format("{}", fmt::join(y.values<float>(), " "));
}

Dataset first_of(const Dataset& data, Index count) {
  const Index end = std::min(count, data.size());
  return {data.name, data.images.slice(0, end), data.labels.slice(0, end), data.class_names};
}

Sequential trained(Halving halving, Head head, const Dataset& train, std::uint64_t seed) {
  const DataLoader loader(train,
                          {.batch_size = 64, .seed = seed, .normalisation = Normalisation::none(train.images.dim(3))});
  Sequential network = halving_network(halving, head, static_cast<Index>(train.class_names.size()));
  Rng rng(seed);
  network.build(train.images.shape().without_front(), rng);
  CrossEntropy criterion;
  Adam optimizer(network.parameters(), {.learning_rate = 3e-3});
  Trainer(network, criterion, optimizer, loader, nullptr, {.epochs = 1}).train();
  return network;
}

// Rows of the table and a line of the picture for one network.
void add_predictions(Table& table, Plot& plot, const std::string& name, Module& network, const Dataset& test,
                     const Normalisation& normalisation) {
  std::vector<double> pixels, accuracy;
  std::vector<Cell> changed{name, "called something else"}, right{"", "called what it is"};
  for (Index shift = 0; shift <= most_pixels; ++shift) {
    const PredictionShift record = prediction_shift(network, test, normalisation, shift);
    pixels.push_back(static_cast<double>(shift));
    accuracy.push_back(100 * record.accuracy);
    changed.push_back(Percent{record.changed});
    right.push_back(Percent{record.accuracy});
  }
  plot.line(name, pixels, accuracy, {.markers = true});
  table.row(changed);
  table.row(right);
}

}  // namespace

void print_moved_row() {
  const std::vector<float> signal{0, 0, 1, 1, 0, 0, 1, 1};
  std::vector<float> moved = signal;
  std::rotate(moved.begin(), moved.begin() + 1, moved.end());
  Table table({{"windows of 2"}, {"of the row"}, {"of the row moved by one"}});
  table.row({"(the row)", fmt::format("{}", fmt::join(signal, " ")), fmt::format("{}", fmt::join(moved, " "))});
  MaxPool2d largest({1, 2}), second({1, 1}, {.stride = PerAxis(1, 2)});
  AveragePool2d mean({1, 2});
  table.row({"largest", pooled_row(largest, signal), pooled_row(largest, moved)});
  table.row({"mean", pooled_row(mean, signal), pooled_row(mean, moved)});
  table.row({"every second pixel", pooled_row(second, signal), pooled_row(second, moved)});
  std::cout << table << '\n';
}

std::vector<Picture> show_shifts(const DataSplit& data, Module& simple_cnn, Index images, std::uint64_t seed,
                                 const std::filesystem::path& out) {
  const Dataset train = first_of(data.train, images), test = first_of(data.test, 5000);
  const Normalisation as_they_are = Normalisation::none(test.images.dim(3));
  Plot features("How far the mean features move with the image", {"shift to the right", "pixels"},
                {"relative distance", "%"});
  Plot accuracies("What a shift costs", {"shift to the right", "pixels"}, {"test accuracy", "%"});
  Table moves({{"halved by"}, {"0"}, {"1"}, {"2"}, {"3"}, {"4 pixels"}, {"another image"}});
  Table predictions({{"network"}, {"moved images"}, {"0"}, {"1"}, {"2"}, {"3"}, {"4 pixels"}});
  for (const Halving way : every_way) {
    Sequential network = trained(way, Head::flatten, train, seed);
    FeatureShifts shifts(network, way, test.images.slice(0, std::min<Index>(1000, test.size())));
    std::vector<double> pixels, distances;
    std::vector<Cell> cells{name(way)};
    for (Index shift = -most_pixels; shift <= most_pixels; ++shift) {
      const double distance = shifts.distance(shift);
      pixels.push_back(static_cast<double>(shift));
      distances.push_back(100 * distance);
      if (shift >= 0) cells.push_back(Percent{distance});
    }
    cells.push_back(Percent{shifts.distance_to_next_image()});
    moves.row(cells);
    features.line(name(way), pixels, distances, {.markers = true});
    add_predictions(predictions, accuracies, name(way), network, test, as_they_are);
  }
  Sequential without_places = trained(Halving::max_pool, Head::global_mean, train, seed);
  add_predictions(predictions, accuracies, "max pool, global mean", without_places, test, as_they_are);
  add_predictions(predictions, accuracies, "SimpleCNN", simple_cnn, test, Normalisation::published(data.train));
  std::cout << "How far the mean features move with the image:\n"
            << moves << "\nWhat the networks say of moved images:\n"
            << predictions << '\n';
  moves.write(out / "feature_shifts.csv");
  predictions.write(out / "prediction_shifts.csv");
  return {features.whole_x().write(out / "shift_features"), accuracies.whole_x().write(out / "shift_accuracy")};
}
