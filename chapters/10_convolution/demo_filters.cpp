#include "demo_filters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/views.hpp"
#include "common/image_grid.hpp"

namespace strata {
namespace {

constexpr Index shown = 16;
constexpr int filters_side_by_side = 8, maps_side_by_side = 4;  // with the image

// The filters of one layer, each averaged over its input channels, in a grid.
void add_filters(ImageGrid& grid, Conv2d& layer, const std::string& when) {
  const Tensor& weight = layer.weight().value;
  const auto w = image<float>(weight);
  for (Index o = 0; o < std::min(w.samples, shown); ++o) {
    std::vector<float> filter;
    for (Index a = 0; a < w.height; ++a) {
      for (Index b = 0; b < w.width; ++b) {
        float sum = 0;
        for (Index i = 0; i < w.channels; ++i) sum += w(o, a, b, i);
        filter.push_back(sum / static_cast<float>(w.channels));
      }
    }
    grid.signed_values(fmt::format("{}, {}", o, when), filter, w.height, w.width);
  }
}

// One channel of an image, enlarged or reduced to another size.
std::vector<float> resized(const Image<const float>& images, Index channel, Index height, Index width) {
  std::vector<float> pixels;
  for (Index u = 0; u < height; ++u) {
    for (Index v = 0; v < width; ++v) {
      pixels.push_back(images(0, u * images.height / height, v * images.width / width, channel));
    }
  }
  return pixels;
}

// The numbers of the filters that training changed most, in ascending order.
std::vector<Index> most_changed(Conv2d& before, Conv2d& after) {
  const auto change =
      matrix<float>(std::as_const(after.weight().value)) - matrix<float>(std::as_const(before.weight().value));
  std::vector<Index> filters(static_cast<std::size_t>(change.rows()));
  std::iota(filters.begin(), filters.end(), Index{0});
  const Eigen::VectorXf lengths = change.rowwise().norm();
  std::ranges::stable_sort(filters, [&](Index a, Index b) { return lengths[a] > lengths[b]; });
  filters.resize(std::min(filters.size(), std::size_t{maps_side_by_side - 1}));
  std::ranges::sort(filters);
  return filters;
}

// The image and some maps of a layer, as shares of the largest of them.
void add_maps(ImageGrid& grid, Conv2d& layer, const std::vector<Index>& filters, const Tensor& x,
              const std::string& when) {
  grid.grey("image", resized(image<float>(x), 0, x.dim(1), x.dim(2)), x.dim(1), x.dim(2));
  const Tensor y = layer.forward(x);
  const float largest = std::max(row<float>(y).cwiseAbs().maxCoeff(), 1e-30F);
  for (const Index o : filters) {
    std::vector<float> map = resized(image<float>(y), o, x.dim(1), x.dim(2));
    for (float& value : map) value /= largest;
    grid.signed_values(fmt::format("{}, {}", o, when), map, x.dim(1), x.dim(2));
  }
}

}  // namespace

Picture draw_filters(Conv2d& before, Conv2d& after, const std::filesystem::path& out) {
  ImageGrid grid("Filters of the first layer", {.columns = filters_side_by_side, .value = {"weight", ""}});
  add_filters(grid, before, "before");
  add_filters(grid, after, "after");
  return grid.write(out / "filters");
}

Picture draw_feature_maps(Conv2d& before, Conv2d& after, const Tensor& x, const std::filesystem::path& out) {
  ImageGrid grid("What the first layer makes of one image",
                 {.columns = maps_side_by_side, .value = {"share of the largest", ""}});
  const std::vector<Index> filters = most_changed(before, after);
  add_maps(grid, before, filters, x, "before");
  add_maps(grid, after, filters, x, "after");
  return grid.write(out / "feature_maps");
}

}  // namespace strata
