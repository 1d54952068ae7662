#include "demo_sweeps.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>
#include <vector>

#include "01_tensors/views.hpp"
#include "common/plot.hpp"
#include "common/progress.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

const std::vector<std::string> compared{"nothing", "BatchNorm", "LayerNorm"};

std::string percent(const Outcome& outcome) {
  return outcome.finite ? fmt::format("{:.2f} %", 100 * outcome.test_accuracy) : "not a number";
}

// A training for each value and normalisation; plan_of(value) says how.
template <class PlanOf>
Picture sweep(const std::string& title, const std::string& quantity, const std::vector<double>& values,
              const Images& images, const ProgramOptions& options, const std::filesystem::path& base, PlanOf plan_of) {
  Plot plot(title, {quantity, ""}, {"test accuracy", "%"});
  std::vector<std::vector<Cell>> rows;
  for (const double value : values) rows.push_back({fmt::format("{}", value)});
  ProgressBar bar(quantity, std::ssize(compared) * std::ssize(values), {.unit = "trainings"});
  for (const std::string& name : compared) {
    std::vector<double> accuracies;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Sequential network = images.chain({.normalisation = normalisation_named(name)}, options.seed);
      const Outcome outcome = train(network, images, plan_of(values[i]));
      accuracies.push_back(100 * outcome.test_accuracy);
      rows[i].emplace_back(percent(outcome));
      bar.step();
    }
    plot.line(name, values, accuracies, {.markers = true});
  }
  bar.finish();
  Table table({{quantity}, {compared[0]}, {compared[1]}, {compared[2]}});
  for (const std::vector<Cell>& row : rows) table.row(row);
  std::cout << table << '\n';
  table.write(base.string() + ".md");
  return plot.log_x().write(base);
}

}  // namespace

Picture sweep_learning_rates(const Images& images, const ProgramOptions& options) {
  return sweep("One epoch at a constant learning rate", "learning rate", {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10},
               images, options, options.out / "learning_rates",
               [&](double rate) { return Plan{.learning_rate = rate, .seed = options.seed}; });
}

Picture sweep_batch_sizes(const Images& images, const ProgramOptions& options) {
  return sweep("One epoch, learning rate 0.1 for 64 images and in proportion", "batch size",
               {2, 3, 4, 8, 16, 32, 64, 128, 256}, images, options, options.out / "images_per_batch", [&](double size) {
                 return Plan{
                     .learning_rate = 0.1 * size / 64, .batch_size = static_cast<Index>(size), .seed = options.seed};
               });
}

Picture sweep_first_layer(const Images& images, const ProgramOptions& options) {
  constexpr double others = 0.1;
  Plot plot("A learning rate that is too large makes itself small", {"step", ""},
            {"learning rate / |W|² of the first layer", ""});
  Table table({{"rate of the first layer"}, {"nothing"}, {"BatchNorm"}, {"|W|² before"}, {"|W|² after"}});
  for (const double rate : {0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0}) {
    const Plan plan{.learning_rate = others, .seed = options.seed, .first_layer_factor = rate / others};
    Sequential bare = images.chain({}, options.seed);
    const Outcome without = train(bare, images, plan);
    Sequential network = images.chain({.normalisation = normalisation_named("BatchNorm")}, options.seed);
    const Tensor& weight = network.parameters().front()->value;
    const auto squares = [&] { return static_cast<double>(row<float>(weight).squaredNorm()); };
    const double before = squares();
    std::vector<double> steps{1}, effective{rate / before};
    Plan watched = plan;
    watched.after_step = [&](Index step, double) {
      steps.push_back(static_cast<double>(step + 1));
      effective.push_back(rate / squares());
    };
    const Outcome outcome = train(network, images, watched);
    table.row({fmt::format("{}", rate), percent(without), percent(outcome), fmt::format("{:.3g}", before),
               fmt::format("{:.3g}", squares())});
    plot.line(fmt::format("{}", rate), steps, effective);
  }
  std::cout << "The first layer at a learning rate of its own, all others at 0.1:\n" << table << '\n';
  table.write(options.out / "first_layer.md");
  return plot.log_x().log_y().write(options.out / "first_layer");
}
