#include "demo_tower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <numeric>
#include <string>
#include <utility>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/data_loader.hpp"
#include "12_residual/tower.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

constexpr Index deepest = 25;  // blocks: 50 layers
constexpr Index smoothing = 20;
constexpr Index batch_size = 64;
constexpr Index test_images = 2000;

struct Kind {
  std::string name;
  bool shortcuts;
  Initialisation weight;
  enum class Drawn { as_line, with_markers, as_points } drawn = Drawn::with_markers;
};

// The gradients of the first and the third lie on each other: a line without markers, and points on it.
const std::array<Kind, 3> kinds{
    Kind{"with shortcuts", true, Initialisation::uniform_fan_in(), Kind::Drawn::as_line},
    Kind{"plain", false, Initialisation::uniform_fan_in()},
    Kind{"plain, Kaiming's initial values", false, Initialisation::kaiming_normal(), Kind::Drawn::as_points}};

// Two more whose gradients grow. Nobody would train them.
std::vector<Kind> kinds_of_flow() {
  std::vector<Kind> all(kinds.begin(), kinds.end());
  all.push_back({"plain, sqrt 2 times Kaiming's", false, Initialisation::kaiming_normal(2)});
  all.push_back({"with shortcuts, Kaiming's", true, Initialisation::kaiming_normal()});
  return all;
}

Sequential built(const Kind& kind, Index blocks, const Dataset& data, std::uint64_t seed) {
  Sequential network = tower({.blocks = blocks, .shortcuts = kind.shortcuts, .weight = kind.weight},
                             static_cast<Index>(data.class_names.size()));
  Rng rng(seed);
  network.build(data.images.shape().without_front(), rng);
  return network;
}

Batch first_batch(const Dataset& data, Index images, const Normalisation& normalisation) {
  const DataLoader loader(
      data, {.batch_size = std::min(images, data.size()), .shuffle = false, .normalisation = normalisation});
  return loader.batch(1, 0);
}

// How much of the gradient arrives at the first block of towers of 1 to 25 blocks.
Picture draw_gradient_flow(const Dataset& data, std::uint64_t seed, const std::filesystem::path& out) {
  const auto [x, labels] = first_batch(data, batch_size, Normalisation::published(data));
  Plot plot("The gradient before the first block, as a multiple of that behind the last", {"layers in blocks", ""},
            {"ratio of lengths", ""});
  const std::vector<Kind> all = kinds_of_flow();
  std::vector<Column> columns{{"layers", "", Align::right}};
  for (const Kind& kind : all) columns.push_back({kind.name, "", Align::right});
  Table table(std::move(columns));
  std::vector<std::vector<double>> ratios(all.size());
  std::vector<double> layers;
  double first_loss = 0;  // at last, of the deepest tower of the last kind
  for (Index blocks = 1; blocks <= deepest; ++blocks) {
    layers.push_back(static_cast<double>(2 * blocks));
    std::vector<Cell> cells{2 * blocks};
    for (std::size_t i = 0; i < all.size(); ++i) {
      Sequential network = built(all[i], blocks, data, seed);
      CrossEntropy criterion;
      first_loss = criterion.forward(network.forward(x), labels);
      const std::vector<double> lengths = gradient_lengths(network, x, criterion.backward());
      ratios[i].push_back(lengths.front() / lengths.back());
      cells.emplace_back(fmt::format("{:.2g}", ratios[i].back()));
    }
    if (blocks == 1 || blocks == 5 || blocks == 10 || blocks == deepest) table.row(std::move(cells));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].drawn == Kind::Drawn::as_points) {
      plot.points(all[i].name, layers, ratios[i]);
    } else {
      plot.line(all[i].name, layers, ratios[i], {.markers = all[i].drawn == Kind::Drawn::with_markers});
    }
  }
  std::cout << "The gradient before the first block, as a multiple of that behind the last:\n" << table << '\n';
  std::cout << fmt::format("{}, {} layers: the loss before the first step is {}\n\n", all.back().name, 2 * deepest,
                           Cell(std::llround(first_loss)).text());
  table.write(out / "gradient_flow.md");
  return plot.log_y().whole_x().write(out / "gradient_flow");
}

// The loss of each step, trained with Adam at the homework's rate.
std::vector<double> train_tower(Sequential& network, const Dataset& data, Index steps, std::uint64_t seed) {
  const DataLoader loader(data,
                          {.batch_size = batch_size, .seed = seed, .normalisation = Normalisation::published(data)});
  CrossEntropy criterion;
  Adam optimizer(network.parameters(), {.learning_rate = 1e-3});
  std::vector<double> losses;
  for (Index step = 0; step < steps; ++step) {
    const auto [x, labels] = loader.batch(1 + step / loader.batches(), step % loader.batches());
    losses.push_back(criterion.forward(network.forward(x), labels));
    network.zero_grad();
    network.backward(criterion.backward(), InputGradient::skip);
    optimizer.step();
  }
  return losses;
}

void draw_losses(Plot& plot, const std::string& name, const std::vector<double>& losses) {
  std::vector<double> at, mean;
  for (std::size_t i = smoothing; i <= losses.size(); i += smoothing) {
    const auto end = losses.begin() + static_cast<std::ptrdiff_t>(i);
    at.push_back(static_cast<double>(i));
    mean.push_back(std::accumulate(end - smoothing, end, 0.0) / smoothing);
  }
  plot.line(name, at, mean);
}

// What is left of a trained tower's accuracy without one block, for each block.
std::vector<double> without_each_block(Sequential& network, const Batch& test) {
  std::vector<double> accuracies;
  for (Index i = first_block; i + 1 < network.size(); ++i) {
    accuracies.push_back(100 * accuracy_without(network, i, test.x, test.labels));
  }
  return accuracies;
}

std::vector<Picture> train_and_remove(const DataSplit& data, Index steps, std::uint64_t seed,
                                      const std::filesystem::path& out) {
  const Batch test = first_batch(data.test, test_images, Normalisation::published(data.train));
  Plot losses(fmt::format("Towers of 50 layers: training loss, mean of {} steps", smoothing), {"step", ""},
              {"cross-entropy", "nats"});
  Plot removed("One block of a trained tower left out", {"block that is left out", ""}, {"test accuracy", "%"});
  Table table({{"tower"}, {"layers"}, {"last loss"}, {"test accuracy"}, {"one block left out, mean"}, {"worst"}});
  std::vector<double> numbers(deepest);
  std::iota(numbers.begin(), numbers.end(), 1.0);
  for (const Kind& kind : kinds) {
    Sequential network = built(kind, deepest, data.train, seed);
    const std::vector<double> loss = train_tower(network, data.train, steps, seed);
    draw_losses(losses, kind.name, loss);
    const double whole = accuracy_without(network, -1, test.x, test.labels);
    const std::vector<double> left = without_each_block(network, test);
    removed.line(kind.name, numbers, left, {.markers = true});
    table.row({kind.name, 2 * deepest, Real{std::accumulate(loss.end() - smoothing, loss.end(), 0.0) / smoothing},
               Percent{whole}, Percent{std::accumulate(left.begin(), left.end(), 0.0) / (100.0 * deepest)},
               Percent{*std::ranges::min_element(left) / 100}});
  }
  std::cout << fmt::format("After {} steps of {} images, on {} test images:\n", steps, batch_size, test.labels.count())
            << table << '\n';
  table.write(out / "towers.md");
  return {losses.write(out / "tower_losses"), removed.whole_x().y_range(0, 100).write(out / "left_out")};
}

}  // namespace

std::vector<Picture> show_towers(const DataSplit& data, Index steps, std::uint64_t seed,
                                 const std::filesystem::path& out) {
  std::vector<Picture> pictures{draw_gradient_flow(data.train, seed, out)};
  for (Picture& picture : train_and_remove(data, steps, seed, out)) pictures.push_back(std::move(picture));
  return pictures;
}
