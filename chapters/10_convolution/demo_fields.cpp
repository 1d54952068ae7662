#include "demo_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "01_tensors/views.hpp"
#include "02_modules/sequential.hpp"
#include "04_activations/activation.hpp"
#include "10_convolution/conv2d.hpp"
#include "10_convolution/receptive_field.hpp"
#include "common/image_grid.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

namespace strata {
namespace {

constexpr Index channels = 16, images_per_network = 4;

Sequential stack(Index layers) {
  Sequential network("stack");
  const Conv2dOptions options{.bias = false, .weight = Initialisation::kaiming_normal()};
  for (Index i = 0; i < layers; ++i) {
    network.add(Conv2d(channels, 3, options));
    if (i + 1 < layers) network.add(ReLU());
  }
  return network;
}

// By the geometry: the receptive field of a stack of so many layers.
Index field_size(Index layers) {
  const std::vector<Window> windows(static_cast<std::size_t>(layers), make_window({3, 1, 1, {}}, 3, "stack"));
  return receptive_field_of_rows(windows).size;
}

// (10.33)  the standard deviation that a stack of so many random layers must have
double predicted_deviation(Index layers) { return std::sqrt(static_cast<double>(layers) * 2 / 3); }

void add_energies(const Tensor& gradient, std::vector<double>& energy) {
  const auto dx = image<float>(gradient);
  for (Index n = 0; n < dx.samples; ++n) {
    for (Index u = 0; u < dx.height; ++u) {
      for (Index v = 0; v < dx.width; ++v) {
        energy[static_cast<std::size_t>(u * dx.width + v)] += std::pow(static_cast<double>(dx(n, u, v, 0)), 2);
      }
    }
  }
}

// The energy of each row.
std::vector<double> of_rows(const MeasuredField& field) {
  std::vector<double> sums(static_cast<std::size_t>(field.size), 0.0);
  for (std::size_t k = 0; k < field.energy.size(); ++k) sums[k / sums.size()] += field.energy[k];
  return sums;
}

void summarise(MeasuredField& field) {
  const std::vector<double> rows = of_rows(field);
  double sum = 0, squares = 0;
  Index first = field.size, last = -1;
  const Index middle = field.size / 2;  // its size is odd
  for (Index u = 0; u < field.size; ++u) {
    const double energy = rows[static_cast<std::size_t>(u)];
    const auto distance = static_cast<double>(u - middle);
    sum += energy;
    squares += energy * distance * distance;
    if (energy > 0) first = std::min(first, u), last = u;
  }
  field.seen = last - first + 1;
  field.deviation = std::sqrt(squares / sum);
}

// The root of the energies as a share of the largest, in the middle of a larger picture; outside the field, where no
// gradient can be, a little below zero, which the picture shows in another colour.
std::vector<float> framed(const MeasuredField& field, Index size) {
  const double largest = *std::ranges::max_element(field.energy);
  const Index border = (size - field.size) / 2;
  std::vector<float> pixels;
  for (Index u = 0; u < size; ++u) {
    for (Index v = 0; v < size; ++v) {
      const Index row = u - border, column = v - border;
      const bool inside = row >= 0 && row < field.size && column >= 0 && column < field.size;
      const double energy = inside ? field.energy[static_cast<std::size_t>(row * field.size + column)] : 0;
      pixels.push_back(inside ? static_cast<float>(std::sqrt(energy / largest)) : -0.3F);
    }
  }
  return pixels;
}

}  // namespace

// [region measure]
MeasuredField measure_field(Index layers, Index networks, std::uint64_t seed) {
  MeasuredField field{.layers = layers, .size = field_size(layers), .seen = 0, .energy = {}, .deviation = 0};
  field.energy.resize(static_cast<std::size_t>(field.size * field.size), 0.0);
  Rng rng(seed, Stream::test);
  for (Index i = 0; i < networks; ++i) {
    Sequential network = stack(layers);
    network.build({{field.size, field.size, 1}, "HWC"}, rng);  // the output is a single pixel
    Tensor x({{images_per_network, field.size, field.size, 1}, "NHWC"});
    for (float& value : x.values<float>()) value = static_cast<float>(rng.normal());
    const Tensor y = network.forward(x);
    Tensor dy = Tensor::full(y.shape(), 0);
    for (Index n = 0; n < images_per_network; ++n) image<float>(dy)(n, 0, 0, 0) = 1;  // of its first channel
    add_energies(network.backward(dy), field.energy);
  }
  summarise(field);
  return field;
}
// [endregion measure]

std::vector<Picture> show_receptive_fields(Index networks, std::uint64_t seed, const std::filesystem::path& out) {
  Table table({{"layers"},
               {"field, geometry", "pixels"},
               {"field, gradient not 0", "pixels"},
               {"σ measured", "pixels"},
               {"σ by (10.33)", "pixels"},
               {"4 σ", "pixels"},
               {"share of the square"}});
  std::vector<double> depths, geometry, measured, predicted;
  std::vector<MeasuredField> fields;
  for (const Index layers : {1, 2, 4, 8, 16, 32}) {
    const MeasuredField& field = fields.emplace_back(measure_field(layers, networks, seed));
    const double width = std::min(4 * field.deviation, static_cast<double>(field.size));
    table.row({layers, field.size, field.seen, Real{field.deviation, 2}, Real{predicted_deviation(layers), 2},
               Real{width, 1}, Percent{std::pow(width / static_cast<double>(field.size), 2)}});
    depths.push_back(static_cast<double>(layers));
    geometry.push_back(static_cast<double>(field.size));
    measured.push_back(4 * field.deviation);
    predicted.push_back(4 * predicted_deviation(layers));
  }
  std::cout << fmt::format("What one output of a stack of 3x3 convolutions sees, mean of {} random networks:\n",
                           networks)
            << table << '\n';
  table.write(out / "fields.md");

  ImageGrid grid("What one output depends on, inside its receptive field (blue: outside)",
                 {.columns = 3, .value = {"share of the largest", ""}});
  for (const MeasuredField& field : fields) {
    if (field.layers < 8) continue;
    grid.signed_values(fmt::format("{} layers", field.layers), framed(field, fields.back().size), fields.back().size,
                       fields.back().size);
  }
  Plot plot("How the receptive field grows", {"layers", ""}, {"width", "pixels"});
  plot.line("by the geometry", depths, geometry, {.markers = true});
  plot.line("4 σ of the gradient, measured", depths, measured, {.markers = true});
  plot.line("4 σ by (10.33)", depths, predicted, {.dashed = true});
  return {grid.write(out / "fields"), plot.log_x().log_y().write(out / "field_growth")};
}

}  // namespace strata
