#include "demo_shifts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

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

constexpr Index largest_shift = 4;
constexpr std::array every_way{Halving::max_pool, Halving::average_pool, Halving::strided, Halving::max_pool_and_mean};

std::vector<float> pooled_row(Module& layer, const std::vector<float>& pixels) {
  Rng rng(1);
  const Tensor x = Tensor::from<float>({{1, 1, static_cast<Index>(pixels.size()), 1}, "NHWC"}, pixels);
  layer.build(x.shape().without_front(), rng);
  const Tensor y = layer.forward(x);
  const auto values = y.values<float>();
  return {values.begin(), values.end()};
}

void add_moved_row(Table& table, const std::string& what, const std::vector<float>& at_rest,
                   const std::vector<float>& moved) {
  const auto numbers = [](const std::vector<float>& row) { return fmt::format("{}", fmt::join(row, " ")); };
  const auto sum = [](const std::vector<float>& row) {
    return fmt::format("{}", std::accumulate(row.begin(), row.end(), 0.0F));
  };
  table.row({what, numbers(at_rest), sum(at_rest), numbers(moved), sum(moved)});
}

Dataset first_of(const Dataset& data, Index count) {
  const Index end = std::min(count, data.size());
  return {data.name, data.images.slice(0, end), data.labels.slice(0, end), data.class_names};
}

Sequential trained(Halving halving, Head head, const Dataset& train, const std::string& name, Index epochs,
                   std::uint64_t seed) {
  // Before the bar, which goes to stderr.
  std::cout << fmt::format("Training \"{}\":", name) << std::endl;
  const DataLoader loader(train,
                          {.batch_size = 64, .seed = seed, .normalisation = Normalisation::none(train.images.dim(3))});
  Sequential network = halving_network(halving, head, static_cast<Index>(train.class_names.size()));
  Rng rng(seed);
  network.build(train.images.shape().without_front(), rng);
  CrossEntropy criterion;
  Adam optimizer(network.parameters(), {.learning_rate = 3e-3});
  Trainer(network, criterion, optimizer, loader, nullptr, {.epochs = epochs}).train();
  return network;
}

// Rows of the table and a line of the picture for one network.
void add_predictions(Table& table, Plot& plot, const std::string& name, Module& network, const Dataset& test,
                     const Normalisation& normalisation) {
  std::vector<double> pixels, accuracy;
  std::vector<Cell> changed{name, "called something else"}, right{"", "called what it is"};
  for (Index shift = 0; shift <= largest_shift; ++shift) {
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

// What the border does to features that a shift by four pixels leaves as they are where there is none.
void print_border(Sequential& network, const std::string& name, const Tensor& images) {
  FeatureShifts framed(network, Halving::max_pool, images), bare(network, Halving::max_pool, images, 0);
  std::cout << fmt::format(
      "Mean features of \"{}\" after {} pixels: {:.1f} % in a black frame, {:.1f} % without it.\n\n", name,
      largest_shift, 100 * framed.distance(largest_shift), 100 * bare.distance(largest_shift));
}

}  // namespace

void print_moved_rows() {
  const std::vector<std::vector<float>> rows{{0, 0, 1, 1, 0, 0, 1, 1}, {0, 1, 0, 1, 0, 1, 0, 1}};
  Table table({{"windows of 2"}, {"of the row"}, {"sum"}, {"of the row moved by one"}, {"its sum"}});
  for (const std::vector<float>& row : rows) {
    std::vector<float> moved = row;  // what leaves at one end comes in at the other
    std::rotate(moved.begin(), moved.begin() + 1, moved.end());
    MaxPool2d largest({1, 2}), second({1, 1}, {.stride = PerAxis(1, 2)});
    AveragePool2d mean({1, 2});
    add_moved_row(table, "(the row)", row, moved);
    add_moved_row(table, "largest", pooled_row(largest, row), pooled_row(largest, moved));
    add_moved_row(table, "mean", pooled_row(mean, row), pooled_row(mean, moved));
    add_moved_row(table, "every second pixel", pooled_row(second, row), pooled_row(second, moved));
  }
  std::cout << table << '\n';
}

std::vector<Picture> show_shifts(const DataSplit& data, Module& simple_cnn, const ShiftTraining& training,
                                 std::uint64_t seed, const std::filesystem::path& out) {
  const Dataset train = first_of(data.train, training.images), test = first_of(data.test, 5000);
  const Tensor first_images = test.images.slice(0, std::min<Index>(1000, test.size()));
  const Normalisation as_they_are = Normalisation::none(test.images.dim(3));
  Plot features("How far the mean features move with the image", {"shift to the right", "pixels"},
                {"relative distance", "%"});
  Plot accuracies("What a shift costs", {"shift to the right", "pixels"}, {"test accuracy", "%"});
  Table moves({{"halved by"}, {"0"}, {"1"}, {"2"}, {"3"}, {"4 pixels"}, {"another image"}});
  Table predictions({{"network"}, {"moved images"}, {"0"}, {"1"}, {"2"}, {"3"}, {"4 pixels"}});
  for (const Halving way : every_way) {
    Sequential network = trained(way, Head::flatten, train, name(way), training.epochs, seed);
    FeatureShifts shifts(network, way, first_images);
    std::vector<double> pixels, distances;
    std::vector<Cell> cells{name(way)};
    for (Index shift = -largest_shift; shift <= largest_shift; ++shift) {
      const double distance = shifts.distance(shift);
      pixels.push_back(static_cast<double>(shift));
      distances.push_back(100 * distance);
      if (shift >= 0) cells.push_back(Percent{distance});
    }
    cells.push_back(Percent{shifts.distance_to_next_image()});
    moves.row(cells);
    // Dashed where another line lies close below.
    const bool dashed = way == Halving::strided || way == Halving::max_pool_and_mean;
    features.line(name(way), pixels, distances, {.markers = true, .dashed = dashed});
    add_predictions(predictions, accuracies, name(way), network, test, as_they_are);
  }
  const std::string without_places = "max pool, global mean";
  Sequential global = trained(Halving::max_pool, Head::global_mean, train, without_places, training.epochs, seed);
  add_predictions(predictions, accuracies, without_places, global, test, as_they_are);
  add_predictions(predictions, accuracies, "SimpleCNN", simple_cnn, test, Normalisation::published(data.train));
  std::cout << "How far the mean features move with the image:\n"
            << moves << "\nWhat the networks say of moved images:\n"
            << predictions << '\n';
  print_border(global, without_places, first_images);
  moves.write(out / "feature_shifts.csv");
  predictions.write(out / "prediction_shifts.csv");
  return {features.whole_x().write(out / "shift_features"), accuracies.whole_x().write(out / "shift_accuracy")};
}
