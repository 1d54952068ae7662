#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "06_optimizers/adam.hpp"
#include "06_optimizers/adasmooth.hpp"
#include "06_optimizers/sgd.hpp"

/// An optimiser with its options, not yet made for any parameters.
struct Recipe {
  std::string name;  ///< for tables and pictures
  double rate;       ///< η
  std::function<std::unique_ptr<strata::Optimizer>(const std::vector<strata::Parameter*>&)> make;  ///< with that rate
};

/// @{
/// One recipe of each kind.
inline Recipe sgd(const std::string& name, const strata::SgdOptions& options) {
  return {name, options.learning_rate, [=](const auto& own) { return std::make_unique<strata::Sgd>(own, options); }};
}
inline Recipe adam(const std::string& name, const strata::AdamOptions& options) {
  return {name, options.learning_rate, [=](const auto& own) { return std::make_unique<strata::Adam>(own, options); }};
}
inline Recipe adasmooth(const std::string& name, const strata::AdaSmoothOptions& options) {
  return {name, options.learning_rate,
          [=](const auto& own) { return std::make_unique<strata::AdaSmooth>(own, options); }};
}
/// @}
