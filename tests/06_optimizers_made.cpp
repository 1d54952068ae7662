#include "tests/06_optimizers_made.hpp"

#include "06_optimizers/adam.hpp"
#include "06_optimizers/adasmooth.hpp"
#include "06_optimizers/sgd.hpp"

namespace strata {

std::vector<std::pair<std::string, MakeOptimizer>> every_optimizer() {
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
