#include "06_optimizers/adasmooth.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/error.hpp"

namespace strata {
namespace {

// Looked at before the memory is made.
Index expect_window(Index window) {
  if (window >= 0) return window;
  throw Error({"AdaSmooth, window", fmt::format("{} steps", window), "1 or more, or 0 for all steps so far", ""});
}

}  // namespace

AdaSmooth::AdaSmooth(std::vector<Parameter*> parameters, const AdaSmoothOptions& options)
    : Optimizer("AdaSmooth", std::move(parameters), options.learning_rate,
                expect_window(options.window) == 0
                    ? std::vector<Memory>{{"average_square"}, {"displacement"}, {"path_length"}}
                    : std::vector<Memory>{{"average_square"}, {"past_steps", options.window}}),
      options_(options) {
  expect_fraction("AdaSmooth", "rho1", options.rho1);
  expect_fraction("AdaSmooth", "rho2", options.rho2);
  expect_not_negative("AdaSmooth", "epsilon", options.epsilon);
  if (options.rho1 > options.rho2) {
    throw Error({"AdaSmooth", fmt::format("rho1 {} above rho2 {}", options.rho1, options.rho2), "rho1 <= rho2",
                 "rho1 is for the fast average, rho2 for the slow one"});
  }
  if (!(options.ratio_at_rest >= 0 && options.ratio_at_rest <= 1)) {
    throw Error({"AdaSmooth, ratio at rest", fmt::format("{}", options.ratio_at_rest), "0 to 1, as every ratio is",
                 "1 begins with steps of 2 learning rates, 0 with steps of 100"});
  }
}

void AdaSmooth::update(const Pace& pace, const Tensor& gradient, std::vector<Tensor>& memory, Tensor& value) {
  const AdaSmoothKernels& device = kernels<AdaSmoothKernels>(value);
  if (options_.window == 0) {
    device.step(pace, options_, gradient, memory[0], memory[1], memory[2], value);
  } else {
    device.step_in_window(pace, options_, gradient, memory[0], memory[1], value);
  }
}

void AdaSmooth::update_all(const JointStep& step) {
  const auto step_all = alike(step) ? kernels<AdaSmoothKernels>(step.parameters.front().value).step_all : nullptr;
  if (step_all == nullptr) return Optimizer::update_all(step);
  step_all(options_, step);
}

}  // namespace strata
