#include "06_optimizers/adam.hpp"

#include <utility>

namespace strata {

Adam::Adam(std::vector<Parameter*> parameters, const AdamOptions& options)
    : Optimizer("Adam", std::move(parameters), options.learning_rate, {{"first_moment"}, {"second_moment"}}),
      options_(options) {
  expect_fraction("Adam", "beta1", options.beta1);
  expect_fraction("Adam", "beta2", options.beta2);
  expect_not_negative("Adam", "epsilon", options.epsilon);
  expect_not_negative("Adam", "weight decay", options.weight_decay);
}

void Adam::update(const Pace& pace, const Tensor& gradient, std::vector<Tensor>& memory, Tensor& value) {
  kernels<AdamKernels>(value).step(pace, options_, gradient, memory[0], memory[1], value);
}

void Adam::update_all(const JointStep& step) {
  const auto step_all = alike(step) ? kernels<AdamKernels>(step.parameters.front().value).step_all : nullptr;
  if (step_all == nullptr) return Optimizer::update_all(step);
  step_all(options_, step);
}

}  // namespace strata
