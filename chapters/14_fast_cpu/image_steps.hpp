#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "02_modules/sequential.hpp"
#include "14_fast_cpu/image_step.hpp"

namespace strata::fast_cpu {

/// A layer of a network under the name that the network gives it.
struct NamedLayer {
  std::string name;
  Module* layer;
};

/// The layers of a network in their order.
std::vector<NamedLayer> layers_of(Sequential& network);

/// Turns layers on images into steps, as many layers from `first` on as work on images [H,W,C], and moves `first`
/// behind them. None if the first of them is not worth it: a run needs a convolution.
template <class T>
std::vector<std::unique_ptr<ImageStep<T>>> make_image_steps(const std::vector<NamedLayer>& layers, std::size_t& first);

}  // namespace strata::fast_cpu
