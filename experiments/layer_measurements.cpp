#include "experiments/layer_measurements.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "02_modules/gradient_check.hpp"
#include "13_custom_layers/compared_layers.hpp"
#include "common/error.hpp"

namespace strata::experiments {
namespace {

constexpr Index usual_layer_seeds = 20;  // a seed takes milliseconds
constexpr int usual_rounds = 7, quick_rounds = 2;
constexpr int passes_of_a_round = 100;
constexpr Index many_images = 64;
constexpr Index usual_one_rounds = 100, quick_one_rounds = 5;   // one image takes a fraction of a millisecond
constexpr Index usual_many_rounds = 20, quick_many_rounds = 2;  // so many take milliseconds
constexpr Index usual_entries = 100, quick_entries = 10;

std::vector<std::uint64_t> layer_seeds(Request request) {
  if (request.seeds == 0 && !request.quick) request.seeds = usual_layer_seeds;
  return request.all_seeds();
}

std::unique_ptr<Module> built_layer(const ComparedLayer& compared, std::uint64_t seed) {
  std::unique_ptr<Module> layer = compared.layer->fresh();
  Rng rng(seed);
  layer->build(compared.images().without_front(), rng);
  return layer;
}

// Entries chosen at random of the layer's tensors, for a few small images, since every entry takes passes of its own.
GradientReport check_layer(const ComparedLayer& compared, const Request& request) {
  const Shape images({3, 8, 6, compared.channels}, "NHWC");
  const std::unique_ptr<Module> layer = compared.layer->fresh();
  Rng rng(request.program.seed);
  layer->build(images.without_front(), rng);
  return check_gradients(*layer, normal_images(images, request.program.seed),
                         {.entries = request.quick ? quick_entries : usual_entries, .seed = request.program.seed});
}

void time_layers(const std::vector<ComparedLayer>& layers, const Request& request, std::vector<LayerMeasurement>& all) {
  std::vector<std::unique_ptr<Module>> built;
  for (const ComparedLayer& compared : layers) built.push_back(built_layer(compared, request.program.seed));
  for (int round = 0; round < (request.quick ? quick_rounds : usual_rounds); ++round) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Tensor x = normal_images(layers[i].images(), request.program.seed);
      all[i].seconds.push_back(1e-3 * passes_of_a_round * step_time(*built[i], x, passes_of_a_round).median);
    }
  }
}

// A forward pass of so many images.
std::vector<TimeRange> inference_of(const std::vector<ComparedLayer>& layers, Index images, Index rounds,
                                    std::uint64_t seed) {
  std::vector<std::unique_ptr<Module>> built;
  std::vector<std::function<void()>> works;
  for (const ComparedLayer& compared : layers) {
    built.push_back(built_layer(compared, seed));
    built.back()->eval();
    const Tensor x = normal_images(compared.images().without_front().with_front(images), seed);
    works.emplace_back([&layer = *built.back(), x] { layer.forward(x); });
  }
  return take_turns(works, rounds);
}

void time_inference(const std::vector<ComparedLayer>& layers, const Request& request,
                    std::vector<LayerMeasurement>& all) {
  const std::uint64_t seed = request.program.seed;
  const auto one = inference_of(layers, 1, request.quick ? quick_one_rounds : usual_one_rounds, seed);
  const auto batch = inference_of(layers, many_images, request.quick ? quick_many_rounds : usual_many_rounds, seed);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].one = one[i];
    all[i].batch = batch[i];
  }
}

}  // namespace

Spread spread_of(const std::vector<LayerGradients>& gradients, double LayerGradients::*number) {
  std::vector<double> numbers;
  for (const LayerGradients& gradient : gradients) numbers.push_back(gradient.*number);
  return spread_of(numbers);
}

std::vector<LayerMeasurement> measure_layers(const Request& request) {
  std::vector<ComparedLayer> layers = compared_layers();
  std::erase_if(layers, [](const ComparedLayer& compared) { return compared.layer == nullptr; });
  std::vector<LayerMeasurement> all;
  for (const ComparedLayer& compared : layers) {
    LayerMeasurement measured{.name = compared.name, .images = compared.images(), .gradients = {}, .seconds = {}};
    for (const std::uint64_t seed : layer_seeds(request)) {
      measured.gradients.push_back(gradients_of_mean(*compared.layer->fresh(), compared.images(), seed));
    }
    const GradientReport check = check_layer(compared, request);
    measured.right = check.passed();
    measured.worst_error = check.worst_error();
    all.push_back(std::move(measured));
  }
  time_layers(layers, request, all);
  time_inference(layers, request, all);
  return all;
}

const LayerMeasurement& measurement_of(const std::string& layer, const std::vector<LayerMeasurement>& all) {
  const auto found = std::ranges::find(all, layer, &LayerMeasurement::name);
  if (found == all.end()) throw Error({layer, "no measurement", "one of the layers that are compared", ""});
  return *found;
}

}  // namespace strata::experiments
