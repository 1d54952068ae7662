#include "demo_swish.hpp"

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "02_modules/module_factory.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/average_pool.hpp"
#include "13_custom_layers/learnable_swish.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// [region network]
// Everything but the bends is linear, the pools included.
Sequential bent_network(const ModuleFactory& bend, Index classes) {
  Sequential network("network");
  network.add(Conv2d(8, 3, {.padding = 1}), "conv1").add(bend(), "bend1").add(AveragePool2d(2), "pool1");
  network.add(Conv2d(16, 3, {.padding = 1}), "conv2").add(bend(), "bend2").add(AveragePool2d(2), "pool2");
  network.add(Flatten(), "flatten").add(Linear(32), "fc1").add(bend(), "bend3").add(Linear(classes), "fc2");
  return network;
}
// [endregion network]

struct Start {
  std::string name;
  std::optional<double> beta;  // of three bends that learn
  ModuleFactory bend;
};

Start fixed_at(double beta) {
  return {fmt::format("fixed, {}", beta), {}, [beta] { return std::make_unique<Swish>(functions::Swish{beta}); }};
}

Start learnt_from(double beta) {
  return {fmt::format("learnt, from {}", beta), beta, [beta] { return std::make_unique<LearnableSwish>(beta); }};
}

std::vector<double> betas_of(Sequential& network) {
  std::vector<double> betas;
  for (Parameter* parameter : network.parameters()) {
    if (parameter->path.ends_with(".beta")) betas.push_back(parameter->value.values<float>()[0]);
  }
  return betas;
}

}  // namespace

Picture draw_swish(const std::filesystem::path& out) {
  Plot plot("Swish with several β", {"x", ""}, {"x σ(βx)", ""});
  std::vector<double> x;
  for (int i = -80; i <= 80; ++i) x.push_back(i / 20.0);
  for (const double beta : {-1.0, 0.0, 0.5, 1.0, 5.0}) {
    std::vector<double> y;
    for (const double value : x) y.push_back(functions::Swish{beta}.value(value));
    plot.line(fmt::format("β = {}", beta), x, y);
  }
  return plot.write(out / "swish");
}

Picture show_betas(const DemoImages& images, const CustomDemoOptions& options) {
  const std::vector<Start> starts{fixed_at(0),    fixed_at(1),     learnt_from(0),
                                  learnt_from(1), learnt_from(-1), {"ReLU", {}, make_module<ReLU>}};
  Plot plot("β of the three bends: solid from 0, dashed from 1 and from -1", {"step", ""}, {"β", ""});
  Table table({{"β"}, {"bend1"}, {"bend2"}, {"bend3"}, {"test accuracy"}});
  for (const Start& start : starts) {
    Sequential network = bent_network(start.bend, static_cast<Index>(images.class_names.size()));
    std::vector<double> steps{0};
    std::vector<std::vector<double>> ways(3, std::vector<double>{start.beta.value_or(0)});
    train_small(network, images, options, [&](Index step) {
      if (!start.beta) return;
      steps.push_back(static_cast<double>(step));
      const std::vector<double> betas = betas_of(network);
      for (std::size_t i = 0; i < ways.size(); ++i) ways[i].push_back(betas[i]);
    });
    std::vector<Cell> cells{start.name};
    for (std::size_t i = 0; i < ways.size(); ++i) {
      cells.emplace_back(start.beta ? Cell(Real{ways[i].back(), 2}) : Cell(""));
      if (start.beta) plot.line(fmt::format("bend{}", i + 1), steps, ways[i], {.dashed = *start.beta != 0});
    }
    cells.emplace_back(Percent{test_accuracy(network, images)});
    table.row(std::move(cells));
  }
  std::cout << "What β do three bends choose?\n" << table << '\n';
  table.write(options.program.out / "betas.md");
  return plot.level("β = 0, straight", 0).write(options.program.out / "betas");
}
