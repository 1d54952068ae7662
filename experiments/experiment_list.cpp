#include "experiments/experiment_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/closest_name.hpp"
#include "common/error.hpp"
#include "experiments/all_experiments.hpp"

namespace strata::experiments {

const std::vector<Experiment>& experiment_list() {
  const std::vector<std::string> own_recipe{"--recipe"};
  const std::vector<std::string> no_training{"--recipe", "--epochs", "--batch-size", "--data", "--images"};
  static const std::vector<Experiment> list{
      {"mnist", "1.1 a fully connected, a convolutional and a residual network on MNIST", "mnist", {}, run_mnist},
      {"cifar10", "1.2 a fully connected and two residual networks on CIFAR-10", "cifar10", {}, run_cifar10},
      {"kernel-size", "2.1 kernels of 3, 5, 7, and of 1 and 3 pixels", "cifar10", {}, run_kernel_size},
      {"depth", "2.2 two, four and six convolutions, and a residual network", "cifar10", {}, run_depth},
      {"custom-layers", "3.1 custom layers beside standard ones: gradients and times", "", no_training,
       run_custom_layers},
      {"residual-blocks", "3.2 basic, bottleneck and wide: speed, memory and training", "cifar10", own_recipe,
       run_residual_blocks},
      {"diff-blocks", "3.2 three kinds of residual blocks in one deep network, at a reduced scale", "cifar10",
       own_recipe, run_diff_blocks},
      {"optimizers", "SGD with momentum, Adam and AdaSmooth on one network", "mnist", own_recipe, run_optimizers},
      {"activations", "ReLU, LeakyReLU, ELU and SoftPlus, with and without BatchNorm", "mnist", own_recipe,
       run_activations},
      {"pytorch", "one network here and in PyTorch: memory, times, losses", "mnist", own_recipe, run_pytorch},
  };
  return list;
}

const Experiment& experiment_named(const std::string& name) {
  const auto found = std::ranges::find(experiment_list(), name, &Experiment::name);
  if (found != experiment_list().end()) return *found;
  std::vector<std::string> names;
  for (const Experiment& experiment : experiment_list()) names.push_back(experiment.name);
  names.emplace_back("all");
  const std::string closest = closest_name(name, names);
  throw UsageError({"./strata reproduce", "\"" + name + "\"", fmt::format("one of {}", fmt::join(names, ", ")),
                    closest.empty() ? "" : fmt::format("did you mean {}?", closest)});
}

}  // namespace strata::experiments
