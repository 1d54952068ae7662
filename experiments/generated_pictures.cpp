#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "01_tensors/random.hpp"
#include "01_tensors/views.hpp"
#include "experiments/experiment_data.hpp"

namespace strata::experiments {
namespace {

constexpr Index picture_side = 32, channels = 3;

// Where a picture's figure is, and how large.
struct Figure {
  double row, column, radius;
};

// Whether the pixel at this distance from the middle, in radii, belongs to the figure of a class.
bool inside(std::size_t kind, double down, double right) {
  const double distance = std::hypot(down, right), square = std::max(std::abs(down), std::abs(right));
  const double wave = 2 * std::numbers::pi;
  switch (kind) {
    case 0:
      return distance < 1;  // disc
    case 1:
      return distance < 1 && distance > 0.6;  // ring
    case 2:
      return square < 0.9;  // square
    case 3:
      return square < 0.9 && square > 0.55;  // frame
    case 4:
      return std::abs(down) + std::abs(right) < 1;  // diamond
    case 5:
      return square < 1 && std::min(std::abs(down), std::abs(right)) < 0.25;  // cross
    case 6:
      return square < 1 && std::abs(std::abs(down) - std::abs(right)) < 0.3;  // diagonal cross
    case 7:
      return square < 1 && std::sin(wave * down) > 0;  // stripes across
    case 8:
      return square < 1 && std::sin(wave * right) > 0;  // stripes upright
    default:
      return square < 1 && std::sin(wave * right) * std::sin(wave * down) > 0;  // chequers
  }
}

const std::vector<std::string>& kinds() {
  static const std::vector<std::string> names{
      "disc",  "ring",           "square",         "frame",           "diamond",
      "cross", "diagonal cross", "stripes across", "stripes upright", "chequers"};
  return names;
}

Dataset pictures(Index count, Rng rng) {
  Dataset part{"generated", Tensor({{count, picture_side, picture_side, channels}, "NHWC"}, {Device::cpu, Dtype::u8}),
               Tensor({{count}, "N"}, {Device::cpu, Dtype::i32}), kinds()};
  const auto pixels = image<std::uint8_t>(part.images);
  const auto labels = part.labels.values<std::int32_t>();
  const auto below = [&](Index limit) { return rng.below(limit); };
  for (Index n = 0; n < count; ++n) {
    const auto kind = static_cast<std::size_t>(below(static_cast<Index>(kinds().size())));
    labels[static_cast<std::size_t>(n)] = static_cast<std::int32_t>(kind);
    const Figure figure{.row = 10 + static_cast<double>(below(12)),
                        .column = 10 + static_cast<double>(below(12)),
                        .radius = 7 + static_cast<double>(below(4))};
    std::array<Index, channels> paint{}, ground{};
    for (Index& part_of_colour : paint) part_of_colour = 96 + below(128);
    for (Index& part_of_colour : ground) part_of_colour = below(128);
    for (Index h = 0; h < picture_side; ++h) {
      for (Index w = 0; w < picture_side; ++w) {
        const bool painted = inside(kind, (static_cast<double>(h) - figure.row) / figure.radius,
                                    (static_cast<double>(w) - figure.column) / figure.radius);
        for (Index c = 0; c < channels; ++c) {
          const Index colour = (painted ? paint : ground)[static_cast<std::size_t>(c)];
          pixels(n, h, w, c) = static_cast<std::uint8_t>(std::clamp<Index>(colour + below(64) - 32, 0, 255));
        }
      }
    }
  }
  return part;
}

}  // namespace

DataSplit generated_pictures(Index train, Index test, std::uint64_t seed) {
  Rng of_test(seed, Stream::pictures);
  of_test.set_position(std::uint64_t{1} << 48U);  // far behind what the training part draws
  return {pictures(train, Rng(seed, Stream::pictures)), pictures(test, of_test)};
}

}  // namespace strata::experiments
