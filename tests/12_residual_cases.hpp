#pragma once

// The residual modules that every test of chapter 12 goes through, under the names of the fixture's cases.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "12_residual/blocks.hpp"

namespace strata {

/// A residual module and a batch for it.
struct ResidualCase {
  std::string name;
  std::function<std::unique_ptr<Module>()> make;
  Shape batch;
};

/// The blocks, as tests/parity/12_residual.py has them.
inline std::vector<ResidualCase> block_cases() {
  const auto basic = [](ResidualBlock block) {
    return [block] { return std::make_unique<Residual>(basic_block(block)); };
  };
  const auto bottleneck = [](ResidualBlock block) {
    return [block] { return std::make_unique<Residual>(bottleneck_block(block)); };
  };
  const auto wide = [](ResidualBlock block) {
    return [block] { return std::make_unique<Residual>(wide_block(block)); };
  };
  return {{"basic 6 to 6", basic({.in_channels = 6, .out_channels = 6}), {{3, 5, 4, 6}, "NHWC"}},
          {"basic 6 to 6, bias", basic({.in_channels = 6, .out_channels = 6, .bias = true}), {{2, 3, 5, 6}, "NHWC"}},
          {"basic 4 to 6, stride 2", basic({.in_channels = 4, .out_channels = 6, .stride = 2}), {{3, 7, 5, 4}, "NHWC"}},
          {"bottleneck 8 to 8, bias",
           bottleneck({.in_channels = 8, .out_channels = 8, .bias = true}),
           {{3, 4, 5, 8}, "NHWC"}},
          {"bottleneck 4 to 8, stride 2",
           bottleneck({.in_channels = 4, .out_channels = 8, .stride = 2}),
           {{2, 7, 6, 4}, "NHWC"}},
          {"wide 4 to 8, bias", wide({.in_channels = 4, .out_channels = 4, .bias = true}), {{2, 5, 4, 4}, "NHWC"}}};
}

/// The container around linear layers: all ways to have or to leave out shortcut and activation.
inline std::vector<ResidualCase> container_cases() {
  const auto branch = [](Index features) {
    return std::make_unique<Sequential>(sequential("branch", Linear(7), Tanh(), Linear(features)));
  };
  return {{"identity", [=] { return std::make_unique<Residual>(branch(5)); }, {4, 5}},
          {"identity, ReLU",
           [=] { return std::make_unique<Residual>(branch(5), nullptr, std::make_unique<ReLU>()); },
           {4, 5}},
          {"projection", [=] { return std::make_unique<Residual>(branch(3), std::make_unique<Linear>(3)); }, {2, 5}},
          {"projection, Tanh",
           [=] { return std::make_unique<Residual>(branch(6), std::make_unique<Linear>(6), std::make_unique<Tanh>()); },
           {3, 4}},
          {"a branch without layers that learn, of equal memory",
           [] { return std::make_unique<Residual>(std::make_unique<Residual>(std::make_unique<ReLU>())); },
           {2, 6}}};
}

/// All of them.
inline std::vector<ResidualCase> residual_cases() {
  std::vector<ResidualCase> all = block_cases();
  for (ResidualCase& one : container_cases()) all.push_back(std::move(one));
  return all;
}

}  // namespace strata
