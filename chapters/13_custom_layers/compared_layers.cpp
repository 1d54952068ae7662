#include "13_custom_layers/compared_layers.hpp"

#include <utility>

#include "04_activations/activation.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "13_custom_layers/attention.hpp"
#include "13_custom_layers/custom_conv.hpp"
#include "13_custom_layers/learnable_swish.hpp"
#include "13_custom_layers/own_lp_pool.hpp"

namespace strata {
namespace {

template <class M>
ComparedLayer compared(const std::string& name, M&& layer, Index channels = 3) {
  return {name, std::make_unique<M>(std::forward<M>(layer)), channels};
}

}  // namespace

std::vector<ComparedLayer> compared_layers() {
  const Conv2dOptions same{.padding = 1};
  constexpr Index wide = 16;
  std::vector<ComparedLayer> all;
  all.push_back({"nothing", nullptr});
  all.push_back(compared("ReLU", ReLU()));
  all.push_back(compared("Sigmoid", Sigmoid()));
  all.push_back(compared("Swish(1)", Swish()));
  all.push_back(compared("LearnableSwish(1)", LearnableSwish()));
  all.push_back(compared("MaxPool2d(2)", MaxPool2d(2)));
  all.push_back(compared("AveragePool2d(2)", AveragePool2d(2)));
  all.push_back(compared("L2Pool2d(2)", L2Pool2d(2)));
  all.push_back(compared("LpPool2d(2, p 1.5)", LpPool2d(2, {.p = 1.5})));
  all.push_back(compared("OwnLpPool(2x2, p 1.5)", OwnLpPool(2, 1.5)));
  all.push_back(compared("Conv2d(16, 3x3)", Conv2d(wide, 3, same)));
  all.push_back(compared("mean_conv2d(16, 3x3)", mean_conv2d(wide, 3, same)));
  all.push_back(compared("scaled_conv2d(16, 3x3)", scaled_conv2d(wide, 3, same)));
  all.push_back({"nothing, 16 channels", nullptr, wide});
  all.push_back(compared("channel_attention(16)", channel_attention(wide), wide));
  all.push_back(compared("spatial_attention", spatial_attention(), wide));
  all.push_back(compared("both", channel_and_spatial_attention(wide), wide));
  return all;
}

}  // namespace strata
