#include "demo_comparison.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "13_custom_layers/compared_layers.hpp"
#include "13_custom_layers/comparison.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

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
  for (const ComparedLayer& compared : compared_layers()) {
    const Shape images = compared.images();
    if (compared.layer == nullptr) {
      const std::string share = short_number(1.0 / static_cast<double>(images.count()));
      table.row({compared.name, images.to_string(), 0, share, share, "", "", ""});
      continue;
    }
    const LayerGradients found = gradients_of_mean(*compared.layer, images, seed);
    const StepTime time = step_time(*compared.layer, normal_images(images, seed));
    table.row({compared.name, found.output.to_string(), found.parameters, short_number(found.mean),
               short_number(found.mean_size), found.parameters > 0 ? short_number(found.parameter_size) : "",
               fmt::format("{:.3f}", time.median), fmt::format("{:.3f} to {:.3f}", time.low, time.high)});
  }
  std::cout << "The mean of all outputs, and its gradient, for four normal images of 32 x 32 pixels:\n"
            << table << '\n';
  table.write(out / "comparison.md");
  table.write(out / "comparison.json");
}
