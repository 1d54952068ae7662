#include <string>
#include <utility>
#include <vector>

#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/linear_block.hpp"
#include "10_convolution/convolution_block.hpp"
#include "11_pooling/max_pool.hpp"
#include "experiments/all_experiments.hpp"
#include "experiments/gradient_report.hpp"
#include "experiments/variant_comparison.hpp"

namespace strata::experiments {
namespace {

// SimpleCNN without Dropout, with another activation, with or without BatchNorm behind its convolutions.
Sequential network_of(const ModuleFactory& activation, bool normalised, Index classes) {
  const ModuleFactory normalisation = normalised ? make_module<BatchNorm> : ModuleFactory();
  Sequential network("network");
  const auto convolution = [&](const std::string& name, Index channels) {
    add_convolution(network, name,
                    {.channels = channels,
                     .padding = Padding::same(),
                     .bias = !normalised,
                     .normalisation = normalisation,
                     .activation = activation});
  };
  convolution("conv1", 32);
  network.add(MaxPool2d(2), "pool1");
  convolution("conv2", 64);
  network.add(MaxPool2d(2), "pool2");
  network.add(Flatten(), "flatten");
  add_linear(network, "fc1", {.features = 128, .activation = activation});
  add_linear(network, "fc2", {.features = classes});
  return network;
}

}  // namespace

void run_activations(const Request& request) {
  const std::vector<std::pair<std::string, ModuleFactory>> activations{{"ReLU", make_module<ReLU>},
                                                                       {"LeakyReLU", make_module<LeakyReLU>},
                                                                       {"ELU", make_module<ELU>},
                                                                       {"SoftPlus", make_module<SoftPlus>}};
  VariantComparison comparison{.name = "activations",
                               .heading = "Four activations on MNIST, with and without BatchNorm",
                               .data = "mnist",
                               .variants = {},
                               .more = [](const ComparisonRun& run, const Request&, Report& report) {
                                 add_gradient_flow(report, run.networks(), run, sole_recipe);
                               }};
  for (const bool normalised : {false, true}) {
    for (const auto& [name, make] : activations) {
      comparison.variants.push_back(
          {.name = normalised ? name + " with BatchNorm" : name,
           .make = [make = make, normalised](Index classes) { return network_of(make, normalised, classes); },
           .recipe = training_recipe(Recipe::homework, 1),
           .family = normalised ? "with BatchNorm" : "without BatchNorm"});
    }
  }
  run_variants(comparison, request);
}

}  // namespace strata::experiments
