#include "demo_pictures.hpp"

#include <algorithm>
#include <iostream>
#include <numeric>
#include <vector>

#include "01_tensors/views.hpp"
#include "common/image_grid.hpp"
#include "common/median_time.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// The median time of a forward and backward pass over one batch, in seconds.
double seconds_per_pass(Linear& layer, const Tensor& x) {
  constexpr int repeats = 15, warm_up = 3;
  const Tensor dy = Tensor::full(layer.output_sample().with_front(x.dim(0)), 0.01);
  return median_seconds(repeats, warm_up, [&] {
    layer.forward(x);
    layer.zero_grad();
    layer.backward(dy, InputGradient::skip);
  });
}

}  // namespace

Picture draw_weights(Linear& layer, const Dataset& data, const std::filesystem::path& out) {
  const Shape image = data.images.shape().without_front();
  const Index pixels = image[0] * image[1];
  ImageGrid grid("What one matrix learns: the weights of each class", {.value = {"weight", ""}});
  for (Index k = 0; k < layer.output_sample()[0]; ++k) {
    const auto weights = matrix<float>(layer.weight().value).row(k);
    const Eigen::VectorXf brightness = ConstMatrix<float>(weights.data(), pixels, image[2]).rowwise().mean();
    grid.signed_values(data.class_names[static_cast<std::size_t>(k)], {brightness.data(), brightness.data() + pixels},
                       image[0], image[1]);
  }
  return grid.write(out / "weights");
}

Picture draw_losses(const TrainingHistory& history, const std::filesystem::path& out) {
  std::vector<double> test;
  for (const Score& score : history.test) test.push_back(score.loss);
  std::vector<double> steps = history.steps, losses = history.losses;
  steps.insert(steps.begin(), 0);
  losses.insert(losses.begin(), history.first_loss);
  Plot plot("Loss while training", {"step", ""}, {"cross-entropy", "nats per image"});
  plot.line("training images, mean of a stretch of steps", steps, losses);
  return plot.line("test images, after each epoch", history.epoch_ends, test, {.markers = true}).write(out / "loss");
}

Picture draw_batch_sizes(const Dataset& data, const std::filesystem::path& out) {
  Linear layer(static_cast<Index>(data.class_names.size()));
  Rng rng(1);
  const Tensor images = rows_of_pixels(data.images);
  layer.build(images.shape().without_front(), rng);
  std::vector<double> sizes, rates;
  Table table({{"batch size"}, {"forward and backward", "µs"}, {"thousand images", "per second"}});
  for (Index size = 1; size <= std::min<Index>(4096, images.dim(0)); size *= 4) {
    const double seconds = seconds_per_pass(layer, images.slice(0, size));
    sizes.push_back(static_cast<double>(size));
    rates.push_back(1e-3 * static_cast<double>(size) / seconds);
    table.row({size, Real{1e6 * seconds, 1}, Real{rates.back(), 0}});
  }
  std::cout << "Forward and backward pass of one batch:\n" << table << '\n';
  Plot plot("What a batch is worth", {"batch size", "images"}, {"forward and backward", "thousand images per second"});
  return plot.line("Linear, plain kernels", sizes, rates, {.markers = true})
      .log_x()
      .y_range(0, 1.1 * *std::ranges::max_element(rates))
      .write(out / "batch_sizes");
}
