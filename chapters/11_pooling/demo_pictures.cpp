#include "demo_pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "01_tensors/views.hpp"
#include "07_training/normalisation.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "common/image_grid.hpp"
#include "common/plot.hpp"

using namespace strata;

namespace {

constexpr Index window_side = 4;

// One number for each pixel: the mean over the channels.
Tensor grey_image(const Tensor& x) {
  Tensor grey({{1, x.dim(1), x.dim(2), 1}, "NHWC"});
  const auto from = image<float>(x);
  const auto to = image<float>(grey);
  for (Index h = 0; h < to.height; ++h) {
    for (Index w = 0; w < to.width; ++w) {
      float sum = 0;
      for (Index c = 0; c < from.channels; ++c) sum += from(0, h, w, c);
      to(0, h, w, 0) = sum / static_cast<float>(from.channels);
    }
  }
  return grey;
}

// Every pixel shows what its window became.
std::vector<float> spread_out(const Tensor& pooled, Index height, Index width) {
  const auto y = image<float>(pooled);
  std::vector<float> pixels;
  for (Index h = 0; h < height; ++h) {
    for (Index w = 0; w < width; ++w) pixels.push_back(y(0, h / window_side, w / window_side, 0));
  }
  return pixels;
}

}  // namespace

Picture draw_pooled_image(const Dataset& data, const std::filesystem::path& out) {
  const Tensor x = grey_image(Normalisation::none(data.images.dim(3)).apply(data.images.slice(0, 1)));
  const Index height = x.dim(1), width = x.dim(2);
  ImageGrid grid("One image, and what windows of 4 x 4 make of it", {.columns = 3});
  grid.grey("as it is", x.values<float>(), height, width);
  const MeanPoolOptions mean{.ceil_mode = true};
  std::vector<std::unique_ptr<Module>> layers;
  layers.push_back(std::make_unique<MaxPool2d>(window_side, PoolOptions{.ceil_mode = true}));
  layers.push_back(std::make_unique<MinPool2d>(window_side, PoolOptions{.ceil_mode = true}));
  layers.push_back(std::make_unique<AveragePool2d>(window_side, mean));
  layers.push_back(std::make_unique<L2Pool2d>(window_side, mean));
  layers.push_back(std::make_unique<LpPool2d>(window_side, LpPoolOptions{.p = 8, .ceil_mode = true}));
  const std::array<std::string, 5> titles{"largest", "smallest", "mean", "L2", "p = 8"};
  Rng rng(1);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers[i]->build(x.shape().without_front(), rng);
    grid.grey(titles[i], spread_out(layers[i]->forward(x), height, width), height, width);
  }
  return grid.write(out / "pooled");
}

Picture draw_power_means(const std::filesystem::path& out) {
  const std::vector<float> window{0.1F, 0.3F, 0.6F, 1.0F};
  const auto count = static_cast<Index>(window.size());
  const Tensor x = Tensor::from<float>({{1, 1, count, 1}, "NHWC"}, window);
  std::vector<double> powers, means, bounds;
  for (double p = 1; p <= 100; p *= 1.05) {
    LpPool2d layer({1, count}, {.p = p});
    Rng rng(1);
    layer.build(x.shape().without_front(), rng);
    const Tensor y = layer.forward(x);
    powers.push_back(p);
    means.push_back(row<float>(y)[0]);
    bounds.push_back(std::pow(static_cast<double>(count), -1 / p));
  }
  Plot plot("The power mean of 0.1, 0.3, 0.6 and 1", {"p", ""}, {"power mean", ""});
  plot.line("power mean", powers, means).line("lower bound", powers, bounds, {.dashed = true});
  return plot.level("mean and largest", 0.5)
      .level("mean and largest", 1.0)
      .log_x()
      .y_range(0, 1.05)
      .write(out / "power_means");
}

Picture draw_simple_cnn_accuracies(const History& history, const std::filesystem::path& out) {
  std::vector<double> epochs, running, test;
  for (const EpochRecord& record : history.epochs) {
    epochs.push_back(static_cast<double>(record.epoch));
    running.push_back(100 * record.running_accuracy);
    test.push_back(100 * record.test_accuracy);
  }
  Plot plot("SimpleCNN, epoch by epoch", {"epoch", ""}, {"accuracy", "%"});
  const auto add = [&](const std::string& name, const std::vector<double>& accuracies) {
    if (epochs.size() > 1) {
      plot.line(name, epochs, accuracies, {.markers = true});
    } else {
      plot.points(name, epochs, accuracies);  // one point is no line
    }
  };
  add("training images, while the network changes", running);
  add("test images, after the epoch", test);
  if (epochs.size() == 1) plot.x_range(epochs[0] - 0.5, epochs[0] + 0.5);
  return plot.whole_x().write(out / "simple_cnn_accuracy");
}
