// How long does one step take for the 242,762 parameters of FCNet (784-256-128-64-10)? Prints "name median" in
// microseconds for each optimiser. compare_step_time.py runs this beside PyTorch.

#include <fmt/format.h>

#include <iostream>

#include "01_tensors/random.hpp"
#include "01_tensors/views.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "demo_optimizers.hpp"

using namespace strata;

namespace {

constexpr int repeats = 300, warm_up = 50;

// Weights and biases with a gradient in each.
std::vector<std::unique_ptr<Parameter>> fcnet_parameters() {
  const std::vector<Index> widths{784, 256, 128, 64, 10};
  std::vector<std::unique_ptr<Parameter>> parameters;
  Rng rng(1);
  for (std::size_t layer = 0; layer + 1 < widths.size(); ++layer) {
    for (const Shape& shape : {Shape{widths[layer + 1], widths[layer]}, Shape{widths[layer + 1]}}) {
      auto parameter = std::make_unique<Parameter>(Tensor(shape));
      parameter->path = fmt::format("network.{}", parameters.size());
      for (float& value : parameter->value.values<float>()) value = static_cast<float>(0.05 * rng.normal());
      Tensor& gradient = parameter->write_grad().tensor;
      for (float& value : gradient.values<float>()) value = static_cast<float>(0.01 * rng.normal());
      parameters.push_back(std::move(parameter));
    }
  }
  return parameters;
}

double median_microseconds(const Recipe& recipe) {
  const auto owned = fcnet_parameters();
  std::vector<Parameter*> parameters;
  for (const auto& parameter : owned) parameters.push_back(parameter.get());
  const auto optimizer = recipe.make(parameters);
  return 1e6 * median_seconds(repeats, warm_up, [&] { optimizer->step(); });
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Times one step of each optimiser on 242,762 parameters", "06_optimizers_step_time");
  ProgramOptions options;
  options.add_threads(program);
  return program.run(argc, argv, [&] {
    set_thread_count(options.threads);
    for (const Recipe& recipe : {sgd("sgd", {}), sgd("momentum", {.momentum = 0.9}), adam("adam", {}),
                                 adam("adamw", {.weight_decay = 0.01, .decoupled = true}), adasmooth("adasmooth", {}),
                                 adasmooth("adasmooth_100", {.window = 100})}) {
      std::cout << fmt::format("{} {:.2f}\n", recipe.name, median_microseconds(recipe));
    }
  });
}
