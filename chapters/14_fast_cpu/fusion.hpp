#pragma once

#include <memory>
#include <span>
#include <string>
#include <typeinfo>

#include "02_modules/module.hpp"
#include "14_fast_cpu/fused_step.hpp"
#include "14_fast_cpu/fusion_options.hpp"

namespace strata {

/// What a rule makes of the first few of the layers that it is shown.
struct Fusion {
  std::unique_ptr<FusedStep> step;  ///< null if the rule does not fit
  Index layers = 0;                 ///< how many layers the step stands for
};

/// A pattern that optimize() knows. It is shown the layers from one position to the end of the network, which are built
/// and outlive the step.
using FusionRule = Fusion (*)(std::span<Module* const> layers, const FusionOptions& options);

/// The rules in the order in which they are asked. The first that fits takes the layers.
std::span<const FusionRule> fusion_rules();

/// A layer as what it is, if it is of this very class; else null. A class that derives from it may compute something of
/// its own, which a step that knows only the class would leave out.
template <class Layer>
Layer* exactly(Module* layer) {
  return layer != nullptr && typeid(*layer) == typeid(Layer) ? static_cast<Layer*>(layer) : nullptr;
}

/// The last part of a layer's path: "fc1".
std::string layer_name(const Module& layer);

/// "fc1 + relu1": the names of the layers that a step stands for.
std::string joined_names(std::span<Module* const> layers);

}  // namespace strata
