#include "experiments/receptive_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "01_tensors/kernels.hpp"
#include "01_tensors/views.hpp"
#include "07_training/flatten.hpp"
#include "07_training/normalisation.hpp"
#include "10_convolution/conv2d.hpp"
#include "10_convolution/receptive_field.hpp"
#include "11_pooling/pool.hpp"
#include "common/image_grid.hpp"
#include "experiments/plan_text.hpp"

namespace strata::experiments {
namespace {

constexpr Index images_looked_at = 100;

// A pooling window as the window of a convolution.
WindowAxis as_window(const PoolAxis& axis) {
  return {.input = axis.input,
          .kernel = axis.kernel,
          .stride = axis.stride,
          .dilation = 1,
          .before = axis.padding,
          .after = axis.padding,
          .output = axis.output};
}

Index geometry_of(Sequential& network) {
  ReceptiveField field;
  for (Index i = 0; i < network.size(); ++i) {
    if (const auto* const convolution = dynamic_cast<const Conv2d*>(&network[i])) {
      field = through(field, convolution->window().rows);
    } else if (const auto* const pool = dynamic_cast<const Pool2d*>(&network[i])) {
      field = through(field, as_window(pool->windows().rows));
    }
  }
  return field.size;
}

// How many layers stand in front of the first that flattens.
Index layers_on_images(Sequential& network) {
  Index count = 0;
  while (count < network.size() && dynamic_cast<Flatten*>(&network[count]) == nullptr) ++count;
  return count;
}

// dx of the sum over channels of the output in the middle of the last image-shaped layer.
Tensor gradient_of_the_middle(Sequential& network, const Tensor& x) {
  const Index layers = layers_on_images(network);
  Tensor y = x;
  for (Index i = 0; i < layers; ++i) y = network[i].forward(y);
  Tensor gradient = Tensor::full(y.shape(), 0);
  const auto dy = image<float>(gradient);
  for (Index n = 0; n < dy.samples; ++n) {
    for (Index c = 0; c < dy.channels; ++c) dy(n, dy.height / 2, dy.width / 2, c) = 1;
  }
  for (Index i = layers; i-- > 0;) gradient = network[i].backward(gradient);
  return gradient;
}

std::vector<double> energies_of(const Tensor& gradient) {
  const auto dx = image<float>(gradient);
  std::vector<double> energies(static_cast<std::size_t>(dx.height * dx.width), 0);
  for (Index n = 0; n < dx.samples; ++n) {
    for (Index k = 0; k < dx.height * dx.width; ++k) {
      for (Index c = 0; c < dx.channels; ++c) {
        const double value = dx(n, k / dx.width, k % dx.width, c);
        energies[static_cast<std::size_t>(k)] += value * value;
      }
    }
  }
  return energies;
}

void measure_rows(FieldWidths& widths, const std::vector<double>& energies, std::size_t height) {
  std::vector<double> rows(height, 0);
  for (std::size_t k = 0; k < energies.size(); ++k) rows[k / (energies.size() / height)] += energies[k];
  double sum = 0, moment = 0, squares = 0;
  for (std::size_t u = 0; u < height; ++u) {
    sum += rows[u];
    moment += rows[u] * static_cast<double>(u);
    squares += rows[u] * static_cast<double>(u * u);
    if (rows[u] > 0) ++widths.seen;
  }
  const double mean = moment / sum;
  widths.effective = 4 * std::sqrt(squares / sum - mean * mean);
}

}  // namespace

FieldWidths field_widths(Sequential& network, const Tensor& x) {
  // Where a gradient is 0, Winograd's tiles leave the rounding of their neighbours.
  const PreferKernels exact_zeros(im2col_kernels);
  FieldWidths widths{.geometry = geometry_of(network), .share = {}};
  network.train();  // a backward pass needs it
  const std::vector<double> energies = energies_of(gradient_of_the_middle(network, x));
  network.eval();
  measure_rows(widths, energies, static_cast<std::size_t>(x.dim(1)));
  const double largest = *std::ranges::max_element(energies);
  for (const double energy : energies) {  // where every ReLU is dead, all is 0
    widths.share.push_back(largest > 0 ? static_cast<float>(std::sqrt(energy / largest)) : 0.0F);
  }
  return widths;
}

void add_receptive_fields(Report& report, const ComparisonRun& run) {
  const std::string recipe = run.recipes().front();
  const Tensor images = run.data.test.images.slice(0, std::min(images_looked_at, run.data.test.size()));
  const Tensor x = Normalisation::published(run.data.train).apply(images);
  Table table({{"network", "", Align::left},
               {"by the windows", "pixels"},
               {"gradient not 0", "pixels"},
               {"4 σ of the gradient", "pixels"}});
  const std::string which = settings_and_seed(run.plans.front());
  ImageGrid grid("Receptive fields, " + which, {.columns = 4, .value = {"share of the largest", ""}});
  for (const std::string& name : run.networks()) {
    Sequential network = trained_network(run.first_plan(name, recipe), run.data, report.folder());
    const FieldWidths widths = field_widths(network, x);
    table.row({name, widths.geometry, widths.seen, Real{widths.effective, 1}});
    grid.signed_values(name, widths.share, x.dim(1), x.dim(2));
  }
  report.table(
      fmt::format("The receptive field of the number in the middle in front of the linear layer: how many rows "
                  "of the image it can depend on, on how many it did for {} test images, and where nearly all "
                  "of that dependence is; networks with {}.",
                  images.dim(0), which),
      table);
  report.picture(
      "Gradients, with respect to the image, of the number in the middle in front of the linear layer; " + which,
      grid.write(report.folder() / "receptive_fields"));
}

}  // namespace strata::experiments
