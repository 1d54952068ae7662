#include "experiments/feature_maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "01_tensors/views.hpp"
#include "07_training/normalisation.hpp"
#include "common/image_grid.hpp"
#include "experiments/layer_outputs.hpp"
#include "experiments/plan_text.hpp"

namespace strata::experiments {
namespace {

constexpr int maps_of_a_layer = 6;

bool is_images(const Tensor& output) { return output.shape().rank() == 4; }

// One channel, enlarged to the size of the image.
std::vector<float> channel_of(const Tensor& output, Index channel, Index height, Index width) {
  const auto from = image<float>(output);
  std::vector<float> pixels;
  for (Index h = 0; h < height; ++h) {
    for (Index w = 0; w < width; ++w) {
      pixels.push_back(from(0, h * from.height / height, w * from.width / width, channel));
    }
  }
  return pixels;
}

double variance_of(const std::vector<float>& pixels) {
  const auto count = static_cast<double>(pixels.size());
  const double mean = std::accumulate(pixels.begin(), pixels.end(), 0.0) / count;
  double squares = 0;
  for (const float pixel : pixels) squares += (pixel - mean) * (pixel - mean);
  return squares / count;
}

// In the order of the channels, those with the largest variance over the image.
std::vector<Index> liveliest(const Tensor& output, int shown) {
  const auto from = image<float>(output);
  std::vector<std::pair<double, Index>> order;
  for (Index c = 0; c < from.channels; ++c) {
    order.emplace_back(-variance_of(channel_of(output, c, from.height, from.width)), c);
  }
  std::ranges::sort(order);
  std::vector<Index> channels;
  for (const auto& [variance, channel] : order) {
    if (std::ssize(channels) < shown) channels.push_back(channel);
  }
  std::ranges::sort(channels);
  return channels;
}

void add_maps(ImageGrid& grid, const LayerOutput& layer, int shown, Index height, Index width) {
  float largest = 1e-30F;
  for (const float number : layer.output.values<float>()) largest = std::max(largest, std::abs(number));
  for (const Index channel : liveliest(layer.output, shown)) {
    std::vector<float> map = channel_of(layer.output, channel, height, width);
    for (float& value : map) value /= largest;
    grid.signed_values(fmt::format("channel {}", channel), map, height, width);
  }
}

// "conv1" for "conv1_activation", "block1 inside" for "block1.branch.conv1_activation".
std::string title_of(const std::string& layer) {
  const std::size_t dot = layer.find('.');
  if (dot != std::string::npos) return layer.substr(0, dot) + " inside";
  return layer.substr(0, layer.find("_activation"));
}

void add_image(ImageGrid& grid, const std::string& title, const Tensor& pixels) {
  const Index height = pixels.dim(1), width = pixels.dim(2);
  const auto values = pixels.values<float>();
  if (pixels.dim(3) == 3) {
    grid.rgb(title, values, height, width);
  } else {
    grid.grey(title, values, height, width);
  }
}

// Convolutions of the network itself, and whole blocks with the first convolution inside.
std::vector<std::string> shown_layers(Sequential& network, const Tensor& x, bool first_layer_alone) {
  std::vector<std::string> layers;
  for (const LayerOutput& output : layer_outputs(network, x)) {
    const bool convolution = output.layer.ends_with("activation") && is_images(output.output);
    const bool block = output.layer.starts_with("block") && output.layer.find('.') == std::string::npos;
    if (convolution || block) layers.push_back(output.layer);
    if (first_layer_alone && !layers.empty()) break;
  }
  return layers;
}

}  // namespace

Picture draw_feature_maps(const std::string& title, Sequential& network, const Tensor& x, const Tensor& pixels,
                          const std::vector<std::string>& layers, int shown, const std::filesystem::path& base) {
  // A single row of images has no room for a longer label.
  ImageGrid grid(title, {.columns = shown + 1, .value = {"share", ""}});
  for (const LayerOutput& output : layer_outputs(network, x)) {
    if (std::ranges::find(layers, output.layer) == layers.end() || !is_images(output.output)) continue;
    add_image(grid, title_of(output.layer), pixels);
    add_maps(grid, output, shown, x.dim(1), x.dim(2));
  }
  return grid.write(base);
}

ShownImage shown_image(const DataSplit& data, Index number) {
  const Tensor one = data.test.images.slice(number, number + 1);
  return {Normalisation::published(data.train).apply(one), Normalisation::none(one.dim(3)).apply(one)};
}

void add_feature_maps(Report& report, const ComparisonRun& run, bool first_layer_alone) {
  const std::string recipe = run.recipes().front();
  const ShownImage shown = shown_image(run.data);
  for (const std::string& name : run.networks()) {
    const TrainingPlan& plan = run.first_plan(name, recipe);
    Sequential network = trained_network(plan, run.data, report.folder());
    const std::string which = settings_and_seed(plan);
    const Picture picture = draw_feature_maps(fmt::format("{}, {}", name, which), network, shown.x, shown.pixels,
                                              shown_layers(network, shown.x, first_layer_alone), maps_of_a_layer,
                                              report.folder() / file_name("feature_maps", name));
    report.picture(fmt::format("What the {} of one test image, as shares of a layer's largest number; {}",
                               first_layer_alone ? fmt::format("first layer of {} makes", name)
                                                 : fmt::format("layers of {} make", name),
                               which),
                   picture);
  }
}

}  // namespace strata::experiments
