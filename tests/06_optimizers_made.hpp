#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "06_optimizers/adam.hpp"
#include "06_optimizers/adasmooth.hpp"
#include "06_optimizers/sgd.hpp"

namespace strata {

/// Makes an optimiser of its kind for these parameters.
using MakeOptimizer = std::function<std::unique_ptr<Optimizer>(std::vector<Parameter*>)>;

/// One of every kind of optimiser, with every kind of memory, and its name.
inline std::vector<std::pair<std::string, MakeOptimizer>> every_optimizer() {
  return {
      {"SGD", [](auto parameters) { return std::make_unique<Sgd>(parameters, SgdOptions{.weight_decay = 0.01}); }},
      {"Nesterov",
       [](auto parameters) {
         return std::make_unique<Sgd>(parameters, SgdOptions{.momentum = 0.9, .nesterov = true});
       }},
      {"Adam", [](auto parameters) { return std::make_unique<Adam>(parameters, AdamOptions{.learning_rate = 0.01}); }},
      {"AdaSmooth", [](auto parameters) { return std::make_unique<AdaSmooth>(parameters); }},
      {"AdaSmooth with a window",
       [](auto parameters) { return std::make_unique<AdaSmooth>(parameters, AdaSmoothOptions{.window = 9}); }}};
}

}  // namespace strata
