#include "06_optimizers/sgd.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/error.hpp"

namespace strata {

Sgd::Sgd(std::vector<Parameter*> parameters, const SgdOptions& options)
    : Optimizer("SGD", std::move(parameters), options.learning_rate,
                options.momentum == 0 ? std::vector<Memory>() : std::vector<Memory>{{"velocity"}}),
      options_(options) {
  expect_fraction("SGD", "momentum", options.momentum);
  expect_fraction("SGD", "dampening", options.dampening);
  expect_not_negative("SGD", "weight decay", options.weight_decay);
  if (options.nesterov && (options.momentum == 0 || options.dampening != 0)) {
    throw Error({"SGD, Nesterov", fmt::format("momentum {} and dampening {}", options.momentum, options.dampening),
                 "a momentum above 0 and no dampening", "0.9 is the usual momentum"});
  }
}

void Sgd::update(const Pace& pace, const Tensor& gradient, std::vector<Tensor>& memory, Tensor& value) {
  kernels<SgdKernels>(value).step(pace, options_, gradient, memory.empty() ? nullptr : &memory[0], value);
}

void Sgd::update_all(const JointStep& step) {
  const auto step_all = alike(step) ? kernels<SgdKernels>(step.parameters.front().value).step_all : nullptr;
  if (step_all == nullptr) return Optimizer::update_all(step);
  step_all(options_, step);
}

}  // namespace strata
