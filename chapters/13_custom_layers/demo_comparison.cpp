#include "demo_comparison.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "04_activations/activation.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "13_custom_layers/attention.hpp"
#include "13_custom_layers/comparison.hpp"
#include "13_custom_layers/custom_conv.hpp"
#include "13_custom_layers/learnable_swish.hpp"
#include "13_custom_layers/own_lp_pool.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

struct Compared {
  std::string name;
  std::unique_ptr<Module> layer;  // null: nothing at all, y = x
  Index channels = 3;
};

template <class M>
Compared compared(const std::string& name, M&& layer, Index channels = 3) {
  return {name, std::make_unique<M>(std::forward<M>(layer)), channels};
}

std::vector<Compared> all_compared() {
  const Conv2dOptions same{.padding = 1};
  constexpr Index wide = 16;
  std::vector<Compared> all;
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

std::string short_number(double value) { return fmt::format("{:.2e}", value); }

}  // namespace

void compare_layers(std::uint64_t seed, const std::filesystem::path& out) {
  Table table({{"layer"},
               {"output"},
               {"parameters"},
               {"mean dx"},
               {"mean |dx|"},
               {"mean |dθ|"},
               {"time", "ms"},
               {"10 % to 90 %"}});
  for (const auto& [name, layer, channels] : all_compared()) {
    const Shape images({4, 32, 32, channels}, "NHWC");
    if (layer == nullptr) {
      const std::string share = short_number(1.0 / static_cast<double>(images.count()));
      table.row({name, images.to_string(), 0, share, share, "", "", ""});
      continue;
    }
    const LayerGradients found = gradients_of_mean(*layer, images, seed);
    const StepTime time = step_time(*layer, normal_images(images, seed));
    table.row({name, found.output.to_string(), found.parameters, short_number(found.mean),
               short_number(found.mean_size), found.parameters > 0 ? short_number(found.parameter_size) : "",
               fmt::format("{:.3f}", time.median), fmt::format("{:.3f} to {:.3f}", time.low, time.high)});
  }
  std::cout << "The mean of all outputs, and its gradient, for four normal images of 32 x 32 pixels:\n"
            << table << '\n';
  table.write(out / "comparison.md");
  table.write(out / "comparison.json");
}
