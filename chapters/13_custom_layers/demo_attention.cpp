#include "demo_attention.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "13_custom_layers/attention.hpp"
#include "13_custom_layers/fixed_gates.hpp"
#include "common/heat_map.hpp"
#include "common/image_grid.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

constexpr Index feature_channels = 16, position_of_channel = 5, position_of_spatial = 6;

// reduction 0: no attention
Sequential attentive_network(Index reduction, Index classes) {
  Sequential network("network");
  network.add(Conv2d(8, 3, {.padding = 1}), "conv1").add(ReLU(), "relu1").add(MaxPool2d(2), "pool1");
  network.add(Conv2d(feature_channels, 3, {.padding = 1}), "conv2").add(ReLU(), "relu2");
  if (reduction > 0) {
    network.add(channel_attention(feature_channels, reduction), "channel").add(spatial_attention(), "spatial");
  }
  network.add(MaxPool2d(2), "pool2").add(Flatten(), "flatten").add(Linear(classes), "fc");
  return network;
}

// Of so many networks that nobody has trained: how many give every image the same channel gates?
Index networks_that_do_not_look(Index reduction, const DemoImages& images, Index networks) {
  const Tensor x = images.test.x.slice(0, std::min<Index>(200, images.test.x.dim(0)));
  Index found = 0;
  for (Index seed = 1; seed <= networks; ++seed) {
    Sequential network = attentive_network(reduction, static_cast<Index>(images.class_names.size()));
    Rng rng(static_cast<std::uint64_t>(seed));
    network.build(x.shape().without_front(), rng);
    const Tensor gates = gates_at(network, position_of_channel, x);
    const auto rows = matrix<float>(gates);
    if (((rows.rowwise() - rows.row(0)).array() == 0).all()) ++found;
  }
  return found;
}

// How far the gates of one image are from those of another: the standard deviation over images, mean over gates.
double spread_over_images(const Tensor& gates) {
  const auto rows = matrix<float>(gates);
  const Eigen::RowVectorXd mean = rows.cast<double>().colwise().mean();
  return (rows.cast<double>().rowwise() - mean).array().square().colwise().mean().sqrt().mean();
}

// Rows of classes, columns of channels: the mean gate.
Picture draw_gates(const Tensor& gates, const DemoImages& images, const std::string& title,
                   const std::filesystem::path& base) {
  const auto classes = static_cast<Index>(images.class_names.size());
  const auto g = matrix<float>(gates);
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> means =
      decltype(means)::Zero(classes, g.cols());
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(classes);
  const auto labels = images.test.labels.values<std::int32_t>();
  for (Index n = 0; n < g.rows(); ++n) {
    const Index label = labels[static_cast<std::size_t>(n)];
    means.row(label) += g.row(n).cast<double>();
    counts[label] += 1;
  }
  for (Index k = 0; k < classes; ++k) means.row(k) /= counts[k];  // a class without images leaves its cells empty
  std::vector<std::string> columns;
  for (Index c = 0; c < g.cols(); ++c) columns.push_back(fmt::format("{}", c));
  HeatMap map(title, {"channel", ""}, {"class", ""});
  map.cells(images.class_names, columns, {means.data(), static_cast<std::size_t>(means.size())}).digits(2);
  return map.write(base);
}

// For the first image of each class: the image at the mask's size, and below it how far its mask is from the mean mask
// of all test images, which is what fixed masks are.
Picture draw_masks(const Tensor& masks, const DemoImages& images, const std::filesystem::path& base) {
  const Index height = masks.dim(1), width = masks.dim(2);
  constexpr std::size_t columns = 5;
  ImageGrid grid("Images, and their masks minus the mean mask",
                 {.columns = columns, .value = {"mask minus mean mask", ""}});
  const auto all_masks = matrix<float>(masks);
  const Eigen::RowVectorXf mean = all_masks.colwise().mean();
  const auto labels = images.test.labels.values<std::int32_t>();
  const auto x = image<float>(images.test.x);
  std::vector<std::string> titles;
  std::vector<std::vector<float>> small_images, differences;
  for (std::int32_t k = 0; k < static_cast<std::int32_t>(images.class_names.size()); ++k) {
    const auto found = std::ranges::find(labels, k);
    if (found == labels.end()) continue;
    const Index n = found - labels.begin();
    std::vector<float> small, difference;
    for (Index h = 0; h < height; ++h) {
      for (Index w = 0; w < width; ++w) {
        small.push_back(x(n, h * x.height / height, w * x.width / width, 0));
        difference.push_back(all_masks(n, h * width + w) - mean[h * width + w]);
      }
    }
    small_images.push_back(std::move(small));
    differences.push_back(std::move(difference));
    titles.push_back(images.class_names[static_cast<std::size_t>(k)]);
  }
  for (std::size_t begin = 0; begin < titles.size(); begin += columns) {
    const std::size_t end = std::min(begin + columns, titles.size());
    for (std::size_t i = begin; i < end; ++i) grid.grey(titles[i], small_images[i], height, width);
    for (std::size_t i = begin; i < end; ++i) grid.signed_values("its mask", differences[i], height, width);
  }
  return grid.write(base);
}

}  // namespace

std::vector<Picture> show_attention(const DemoImages& images, const CustomDemoOptions& options) {
  const auto classes = static_cast<Index>(images.class_names.size());
  const Tensor &x = images.test.x, &labels = images.test.labels;
  Table table({{"attention"},
               {"parameters"},
               {"test accuracy"},
               {"channel gates fixed"},
               {"masks fixed"},
               {"both fixed"},
               {"spread of channel gates"},
               {"of masks"}});
  std::vector<Picture> pictures;
  for (const Index reduction : {Index{0}, Index{16}, Index{4}}) {
    Sequential network = attentive_network(reduction, classes);
    train_small(network, images, options);
    if (reduction == 0) {
      table.row({"none", network.parameter_count(), Percent{test_accuracy(network, images), 2}, "", "", "", "", ""});
      continue;
    }
    const Tensor gates = gates_at(network, position_of_channel, x), masks = gates_at(network, position_of_spatial, x);
    const auto fixed = [&](const std::vector<Index>& positions) {
      return Percent{accuracy_with_fixed_gates(network, positions, x, labels), 2};
    };
    table.row({fmt::format("reduction {}", reduction), network.parameter_count(), fixed({}),
               fixed({position_of_channel}), fixed({position_of_spatial}),
               fixed({position_of_channel, position_of_spatial}), Real{spread_over_images(gates), 4},
               Real{spread_over_images(masks), 4}});
    pictures.push_back(draw_gates(gates, images, fmt::format("Mean gate of each channel, reduction {}", reduction),
                                  options.program.out / fmt::format("gates_{}", reduction)));
    if (reduction == 4) pictures.push_back(draw_masks(masks, images, options.program.out / "spatial_masks"));
  }
  std::cout << "Does attention look at the image?\n" << table << '\n';
  table.write(options.program.out / "attention.md");
  constexpr Index networks = 60;
  for (const Index reduction : {Index{16}, Index{4}}) {
    std::cout << fmt::format("Before training, {} of {} networks with reduction {} give every image the same gates\n",
                             networks_that_do_not_look(reduction, images, networks), networks, reduction);
  }
  std::cout << '\n';
  return pictures;
}
