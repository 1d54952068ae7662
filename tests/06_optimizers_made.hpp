#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "06_optimizers/optimizer.hpp"

namespace strata {

/// Makes an optimiser of its kind for these parameters.
using MakeOptimizer = std::function<std::unique_ptr<Optimizer>(std::vector<Parameter*>)>;

/// One of every kind of optimiser, with every kind of memory, and its name.
std::vector<std::pair<std::string, MakeOptimizer>> every_optimizer();

}  // namespace strata
