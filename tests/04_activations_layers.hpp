#pragma once

#include <memory>
#include <vector>

#include "04_activations/activation.hpp"
#include "04_activations/softmax.hpp"

namespace strata {

/// One layer of every kind in the chapter.
inline std::vector<std::unique_ptr<Module>> all_activations() {
  std::vector<std::unique_ptr<Module>> all;
  all.push_back(std::make_unique<ReLU>());
  all.push_back(std::make_unique<LeakyReLU>());
  all.push_back(std::make_unique<ELU>(functions::ELU{1.3}));
  all.push_back(std::make_unique<SoftPlus>());
  all.push_back(std::make_unique<Sigmoid>());
  all.push_back(std::make_unique<Tanh>());
  all.push_back(std::make_unique<Swish>(functions::Swish{1.3}));
  all.push_back(std::make_unique<SoftMax>());
  all.push_back(std::make_unique<LogSoftMax>());
  return all;
}

}  // namespace strata
