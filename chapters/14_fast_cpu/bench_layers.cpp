#include "bench_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

#include "01_tensors/normal_numbers.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "08_normalization/batch_norm.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "common/table.hpp"

using namespace strata;
using fast_cpu::MeasuredWork;

namespace {

constexpr Index batch_images = 64;
constexpr int repeats = 20;  // the best counts

struct MeasuredLayer {
  std::string name;
  std::unique_ptr<Module> layer;
  Shape sample;                // of the input
  double products_per_output;  // multiplications that are added up for one number of the output; 0: one operation
};

// A convolution is called by its channels, of which the first has 32 outputs from one input; a Linear layer by its
// inputs.
std::vector<MeasuredLayer> measured_layers() {
  std::vector<MeasuredLayer> layers;
  const auto add = [&layers](const std::string& name, auto&& layer, const Shape& sample, double products) {
    layers.push_back({name, std::make_unique<std::decay_t<decltype(layer)>>(std::forward<decltype(layer)>(layer)),
                      sample, products});
  };
  const Shape features({32, 32, 64}, "HWC");
  add("conv 1", Conv2d(32, 3, {.padding = Padding::same()}), {{28, 28, 1}, "HWC"}, 9);
  add("conv 32", Conv2d(32, 3, {.padding = Padding::same()}), {{28, 28, 32}, "HWC"}, 9 * 32);
  add("conv 64", Conv2d(64, 3, {.padding = Padding::same()}), features, 9 * 64);
  add("conv 1x1", Conv2d(64, 1), features, 64);
  add("fc 784", Linear(256), {{784}, "F"}, 784);
  add("fc 4096", Linear(10), {{4096}, "F"}, 4096);
  add("BatchNorm", BatchNorm(), features, 0);
  add("ReLU", ReLU(), features, 0);
  add("max pool", MaxPool2d(2), features, 0);
  return layers;
}

double bytes_of(Index numbers) { return static_cast<double>(numbers) * sizeof(float); }

// Forward reads x and the parameters and writes y; backward reads dy, x and the parameters and writes dx and the
// gradients, and has twice the products.
void measure(MeasuredLayer& measured, LayerMeasurements& all) {
  Module& layer = *measured.layer;
  Rng rng(1);
  const Shape output = layer.build(measured.sample, rng);
  const Tensor x = normal_numbers(measured.sample.with_front(batch_images), rng);
  const Tensor dy = normal_numbers(output.with_front(batch_images), rng);
  double forward = std::numeric_limits<double>::infinity(), backward = forward;
  const auto seconds_of = [](auto&& pass) {
    const auto start = std::chrono::steady_clock::now();
    pass();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  for (int repeat = 0; repeat < repeats; ++repeat) {
    forward = std::min(forward, seconds_of([&] { layer.forward(x); }));
    layer.zero_grad();
    backward = std::min(backward, seconds_of([&] { layer.backward(dy); }));
  }
  const Index x_numbers = x.shape().count(), y_numbers = dy.shape().count(), parameters = layer.parameter_count();
  const double sums = static_cast<double>(y_numbers) * measured.products_per_output;
  const bool has_products = measured.products_per_output > 0;
  const auto elements = static_cast<double>(x_numbers);
  all.forward.push_back(
      {measured.name, has_products ? 2 * sums : elements, bytes_of(x_numbers + y_numbers + parameters), forward});
  all.backward.push_back({measured.name, has_products ? 4 * sums : elements,
                          bytes_of(2 * x_numbers + y_numbers + 2 * parameters), backward});
}

void add_rows(Table& table, const std::string& pass, const std::vector<MeasuredWork>& works,
              const fast_cpu::ThreadCeilings& ceilings) {
  for (const MeasuredWork& work : works) {
    table.row({work.name, pass, Real{1000 * work.seconds, 3}, Real{work.intensity(), 2}, Real{1e-9 * work.speed(), 1},
               Percent{share_of_roofline(ceilings, work), 0}});
  }
}

}  // namespace

LayerMeasurements measure_layers() {
  LayerMeasurements all;
  for (MeasuredLayer& layer : measured_layers()) measure(layer, all);
  return all;
}

void print_machine(Index threads, const std::filesystem::path& out) {
  std::vector<Index> counts{1};
  if (threads > 1) counts.push_back(threads);
  const std::vector<fast_cpu::ThreadCeilings> machine = fast_cpu::measure_machine({.threads = counts});
  std::cout << fast_cpu::describe_machine(machine) << '\n';
  const fast_cpu::ThreadCeilings& ceilings = ceilings_with(machine, threads);
  const LayerMeasurements layers = measure_layers();
  Table table({{fmt::format("layer, {} images", batch_images)},
               {"pass"},
               {"time", "ms"},
               {"operations per byte"},
               {"speed", "GFLOP/s"},
               {"share of the roofline"}});
  add_rows(table, "forward", layers.forward, ceilings);
  add_rows(table, "backward", layers.backward, ceilings);
  std::cout << table << '\n';
  table.write(out / "roofline.md");
  std::cout << draw_roofline(ceilings, {{"forward", layers.forward}, {"backward", layers.backward}}, out / "roofline")
            << '\n';
}
