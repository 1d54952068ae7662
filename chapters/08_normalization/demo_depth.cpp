#include "demo_depth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "01_tensors/views.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

constexpr Index deep = 20;

// One line of the table: which chain, and how it is trained.
struct DeepChain {
  std::string normalisation, start;
  double learning_rate;
};

const std::vector<DeepChain> deep_chains{{"nothing", "PyTorch's", 0.03},   {"BatchNorm", "PyTorch's", 0.03},
                                         {"LayerNorm", "PyTorch's", 0.03}, {"LayerNorm", "PyTorch's", 0.003},
                                         {"nothing", "Kaiming's", 0.03},   {"BatchNorm", "Kaiming's", 0.03}};

Sequential made(const DeepChain& one, const Images& images, std::uint64_t seed) {
  const bool kaiming = one.start == "Kaiming's";
  return images.chain({.depth = deep,
                       .normalisation = normalisation_named(one.normalisation),
                       .weight = kaiming ? Initialisation::kaiming_normal() : Initialisation::uniform_fan_in()},
                      seed);
}

// Losses as means over several steps, since the loss of one batch says little; some sixty points in all.
struct LossCurve {
  explicit LossCurve(Index all_steps) : steps_per_point(std::max<Index>(1, all_steps / 56)) {}

  void add(Index step, double loss) {
    sum += loss;
    if (step % steps_per_point != 0) return;
    steps.push_back(static_cast<double>(step));
    losses.push_back(sum / static_cast<double>(steps_per_point));
    sum = 0;
  }

  Index steps_per_point;
  std::vector<double> steps{}, losses{};
  double sum = 0;
};

// What comes out of one layer for a batch, in training mode. On a clone, so that the network itself does not notice.
Tensor output_of(const Sequential& network, const std::string& layer, const Tensor& x) {
  const std::unique_ptr<Module> copy = network.clone();
  auto& layers = static_cast<Sequential&>(*copy);
  layers.train();
  Tensor y = x;
  for (Index i = 0; i < layers.size(); ++i) {
    y = layers[i].forward(y);
    if (layers[i].path() == "chain." + layer) break;
  }
  return y;
}

// The mean cosine of the angle between the rows of two different images: 1 if they all point the same way.
double mean_cosine(const Tensor& y) {
  const Eigen::MatrixXf unit = matrix<float>(y).rowwise().normalized();
  const auto images = static_cast<double>(unit.rows());
  return (static_cast<double>(unit.colwise().sum().squaredNorm()) - images) / (images * (images - 1));
}

void tabulate_likeness(const Images& images, const ProgramOptions& options) {
  const Tensor x = images.seen(images.data.test.images.slice(0, std::min<Index>(256, images.data.test.size())));
  Table table({{"between Linear and ReLU"}, {"after 1"}, {"5"}, {"10"}, {"20 layers"}});
  for (std::size_t i = 0; i < 3; ++i) {
    const Sequential network = made(deep_chains[i], images, options.seed);
    std::vector<Cell> row{deep_chains[i].normalisation};
    for (const std::string layer : {"relu1", "relu5", "relu10", "relu20"}) {
      row.emplace_back(fmt::format("{:.4f}", mean_cosine(output_of(network, layer, x))));
    }
    table.row(row);
  }
  std::cout << "How alike are two images before training? The mean cosine between what comes out of a layer:\n"
            << table << '\n';
  table.write(options.out / "alike.md");
}

}  // namespace

Picture train_deep_chains(const Images& images, const ProgramOptions& options) {
  Table table({{"between Linear and ReLU"},
               {"start"},
               {"learning rate"},
               {"parameters"},
               {"time", "s"},
               {"test loss"},
               {"test accuracy"}});
  Plot plot("Twenty layers", {"step", ""}, {"cross-entropy of training batches", "nats"});
  for (const DeepChain& one : deep_chains) {
    Sequential network = made(one, images, options.seed);
    LossCurve curve(options.epochs * ((images.data.train.size() + options.batch_size - 1) / options.batch_size));
    const Outcome outcome = train(network, images,
                                  {.learning_rate = one.learning_rate,
                                   .batch_size = options.batch_size,
                                   .epochs = options.epochs,
                                   .seed = options.seed,
                                   .shows_progress = true,
                                   .after_step = [&](Index step, double loss) { curve.add(step, loss); }});
    table.row({one.normalisation, one.start, fmt::format("{}", one.learning_rate), network.parameter_count(),
               Real{outcome.seconds, 1}, Real{outcome.test_loss, 3}, Percent{outcome.test_accuracy, 2}});
    plot.line(fmt::format("{}, {}, {}", one.normalisation, one.start, one.learning_rate), curve.steps, curve.losses);
  }
  std::cout << table << '\n';
  table.write(options.out / "deep_chains.md");
  table.write(options.out / "deep_chains.json");
  tabulate_likeness(images, options);
  return plot.write(options.out / "deep_chains");
}

Picture draw_inputs(const Images& images, const ProgramOptions& options) {
  const Tensor x = images.seen(images.data.test.images.slice(0, std::min<Index>(256, images.data.test.size())));
  Plot plot("What one unit of the third layer gets", {"step", ""}, {"input of its ReLU", ""});
  for (const std::string name : {"nothing", "BatchNorm"}) {
    Sequential network = images.chain({.normalisation = normalisation_named(name)}, options.seed);
    std::vector<double> steps, low, middle, high;
    const auto note = [&](Index step) {
      const Tensor y = output_of(network, name == "nothing" ? "fc3" : "norm3", x);
      std::vector<float> values(static_cast<std::size_t>(y.dim(0)));
      Eigen::Map<Eigen::VectorXf>(values.data(), y.dim(0)) = matrix<float>(y).col(0);
      std::ranges::sort(values);
      const auto quantile = [&](double part) {
        return static_cast<double>(values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))]);
      };
      steps.push_back(static_cast<double>(step));
      low.push_back(quantile(0.15));
      middle.push_back(quantile(0.5));
      high.push_back(quantile(0.85));
    };
    note(0);
    train(network, images, {.learning_rate = 0.3, .seed = options.seed, .after_step = [&](Index step, double) {
                              if (step % 10 == 0) note(step);
                            }});
    plot.band(name, steps, low, high).line(name, steps, middle);
  }
  return plot.write(options.out / "inputs");
}
