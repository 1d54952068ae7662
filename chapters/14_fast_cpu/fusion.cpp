#include "14_fast_cpu/fusion.hpp"

#include <array>

#include "14_fast_cpu/fused_linear.hpp"
#include "14_fast_cpu/image_trunk.hpp"

namespace strata {

std::span<const FusionRule> fusion_rules() {
  static constexpr std::array<FusionRule, 2> rules{
      &fast_cpu::fuse_images,
      [](std::span<Module* const> layers, const FusionOptions&) { return fast_cpu::fuse_linear(layers); }};
  return rules;
}

std::string layer_name(const Module& layer) {
  const std::string path = layer.path();
  return path.substr(path.rfind('.') + 1);
}

std::string joined_names(std::span<Module* const> layers) {
  std::string names;
  for (const Module* layer : layers) names += (names.empty() ? "" : " + ") + layer_name(*layer);
  return names;
}

}  // namespace strata
