// Chapter 2's program: how do you know that a derivative is right?

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <numeric>
#include <optional>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "01_tensors/gather.hpp"
#include "01_tensors/nearest_mean.hpp"
#include "01_tensors/pixels.hpp"
#include "01_tensors/predictions.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/planted_mistakes.hpp"
#include "02_modules/sequential.hpp"
#include "02_modules/step_size_curve.hpp"
#include "common/image_grid.hpp"
#include "common/parallel.hpp"
#include "common/plot.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// A layer whose prototypes are the class means: the classifier of chapter 1 as a module.
Prototypes class_mean_layer(const Dataset& train) {
  const auto classes = static_cast<Index>(train.class_names.size());
  Prototypes layer(classes);
  Rng rng(1);
  layer.build(train.images.shape().without_front(), rng);
  layer.prototypes().value.copy_from(class_means(train.images, train.labels, classes));
  row<float>(layer.prototypes().value) /= 255;
  return layer;
}

// One image, and for every class k the gradient of y_k with respect to the pixels.
Picture draw_input_gradients(Prototypes& layer, const Dataset& data, const std::filesystem::path& out) {
  const Shape image = data.images.shape().without_front();
  const Index pixels = image[0] * image[1], channels = image[2];
  ImageGrid grid("Which pixels would make this image more like ...?", {.value = {"∂y/∂x", ""}});
  const Tensor x = scaled_pixels(data.images.slice(0, 1));
  for (Index k = 0; k < layer.output_sample()[0]; ++k) {
    Tensor dy = Tensor::full({1, layer.output_sample()[0]}, 0.0);
    row<float>(dy)[k] = 1;
    layer.forward(x);
    const Tensor dx = layer.backward(dy);
    const Eigen::VectorXf brightness = ConstMatrix<float>(dx.data<float>(), pixels, channels).rowwise().mean();
    grid.signed_values(data.class_names[static_cast<std::size_t>(k)], {brightness.data(), brightness.data() + pixels},
                       image[0], image[1]);
  }
  return grid.write(out / "input_gradients");
}

void print_planted_mistakes(const Module& layer, const Tensor& x, std::uint64_t seed) {
  Table table({{"planted"}, {"found in"}, {"named"}, {"worst error"}});
  for (const Mistake mistake : {Mistake::transposed_parameter, Mistake::transposed_gradient, Mistake::mean_for_sum,
                                Mistake::wrong_sign, Mistake::never_written, Mistake::not_accumulated}) {
    const KernelScope<PrototypesKernels> scope(planted_prototypes(mistake, Dtype::f64));
    const GradientReport report = check_gradients(layer, x, {.seed = seed});
    for (const TensorReport& tensor : report.tensors()) {
      if (tensor.mistake == Mistake::none) continue;
      table.row({name(mistake), tensor.name, name(tensor.mistake), fmt::format("{:.1e}", tensor.worst_error)});
    }
  }
  Rng rng(seed);
  StaleCache stale(layer.clone());
  stale.build(layer.input_sample(), rng);
  const GradientReport report = check_gradients(stale, x, {.seed = seed});
  for (const TensorReport& tensor : report.tensors()) {
    table.row(
        {name(Mistake::stale_cache), tensor.name, name(tensor.mistake), fmt::format("{:.1e}", tensor.worst_error)});
  }
  std::cout << "Planted mistakes:\n" << table << '\n';
}

Picture draw_step_sizes(std::uint64_t seed, const std::filesystem::path& out) {
  Rng rng(seed);
  Sequential network = sequential("three", Prototypes(4), Prototypes(3), Prototypes(2));
  network.build({{5}, "F"}, rng);
  Tensor x({{4, 5}, "NF"});
  for (float& value : x.values<float>()) value = static_cast<float>(rng.normal());
  std::vector<double> steps;
  for (double exponent = -0.5; exponent >= -13; exponent -= 0.25) steps.push_back(std::pow(10.0, exponent));
  Plot plot("The V of the gradient check", {"step size h", ""}, {"relative error of the measured slope", ""});
  for (const Dtype precision : {Dtype::f32, Dtype::f64}) {
    std::vector<double> central, extrapolated, forward;
    for (const StepError& error : step_size_curve(network, x, precision, steps, seed)) {
      forward.push_back(error.forward);
      central.push_back(error.central);
      extrapolated.push_back(error.extrapolated);
    }
    if (precision == Dtype::f64) {
      plot.line("one-sided, float64", steps, forward);
      plot.line("central, float64", steps, central);
      plot.line("extrapolated, float64", steps, extrapolated);
    } else {
      plot.line("central, float32", steps, central, {.dashed = true});
    }
  }
  return plot.log_x().log_y().y_range(1e-14, 1e2).write(out / "step_sizes");
}

struct Curve {
  std::vector<double> steps, accuracies;
};

// [region train]
// Moves the true class's prototype towards each misclassified image and the wrongly chosen one away (2.18).
Curve train(Prototypes layer, const DataSplit& data, std::uint64_t seed) {
  const Index batch = std::min<Index>(100, data.train.size());
  constexpr double learning_rate = 0.002;
  const Tensor test = scaled_pixels(data.test.images);
  std::vector<Index> order(static_cast<std::size_t>(data.train.size()));
  std::iota(order.begin(), order.end(), Index{0});
  Rng(seed, Stream::shuffle).shuffle(order);
  const Index steps = data.train.size() / batch;
  Curve curve;
  for (Index step = 0; step <= steps; ++step) {
    if (step % 30 == 0 || step == steps) {
      layer.eval();
      curve.steps.push_back(static_cast<double>(step));
      curve.accuracies.push_back(100 * accuracy(argmax(layer.forward(test)), data.test.labels));
      layer.train();
    }
    if (step == steps) break;
    const std::span<const Index> rows(order.data() + step * batch, static_cast<std::size_t>(batch));
    const Tensor labels = gather(data.train.labels, rows);
    const Tensor y = layer.forward(scaled_pixels(gather(data.train.images, rows)));
    const Tensor chosen = argmax(y);
    Tensor dy = Tensor::full(y.shape(), 0.0);
    for (Index n = 0; n < batch; ++n) {
      matrix<float>(dy)(n, row<std::int32_t>(chosen)[n]) += 1;
      matrix<float>(dy)(n, row<std::int32_t>(labels)[n]) -= 1;
    }
    layer.zero_grad();
    layer.backward(dy, InputGradient::skip);
    layer.prototypes().value.add(layer.prototypes().grad(), -learning_rate);
  }
  return curve;
}
// [endregion train]

Picture draw_training(const DataSplit& data, std::uint64_t seed, const std::filesystem::path& out) {
  Plot plot("Trained with a wrong gradient", {"training step", ""}, {"test accuracy", "%"});
  Table table({{"gradient"}, {"test accuracy before"}, {"test accuracy after"}});
  std::vector<std::optional<Mistake>> gradients{std::nullopt, Mistake::mean_for_sum, Mistake::never_written,
                                                Mistake::not_accumulated, Mistake::wrong_sign};
  for (const std::optional<Mistake>& mistake : gradients) {
    std::optional<KernelScope<PrototypesKernels>> scope;
    if (mistake) scope.emplace(planted_prototypes(*mistake, Dtype::f32));
    const auto [steps, accuracies] = train(class_mean_layer(data.train), data, seed);
    const std::string label = mistake ? name(*mistake) : "right";
    // It hides the right one, which it equals: dashed, both show.
    plot.line(label, steps, accuracies, {.dashed = mistake == Mistake::not_accumulated});
    table.row({label, Percent{accuracies.front() / 100}, Percent{accuracies.back() / 100}});
  }
  std::cout << "One pass over the training images:\n" << table << '\n';
  table.write(out / "wrong_gradients.md");
  return plot.write(out / "wrong_gradients");
}

void run(const ProgramOptions& options) {
  set_thread_count(options.threads);
  const DataSplit data = load_dataset(options.data);
  Prototypes layer = class_mean_layer(data.train);
  std::cout << layer.describe() << '\n';
  const Picture gradients = draw_input_gradients(layer, data.test, options.out);

  layer.eval();
  const double at_start = accuracy(argmax(layer.forward(scaled_pixels(data.test.images))), data.test.labels);
  std::cout << fmt::format("With the class means as prototypes: {:.1f} % of the test images\n\n", 100 * at_start);

  const Tensor x = scaled_pixels(data.test.images.slice(0, std::min<Index>(5, data.test.size())));
  const GradientReport report = check_gradients(layer, x, {.seed = options.seed});
  std::cout << "The gradient check on " << x.dim(0) << " images:\n" << report.text() << '\n';
  print_planted_mistakes(layer, x, options.seed);
  const Picture step_sizes = draw_step_sizes(options.seed, options.out);
  const Picture training = draw_training(data, options.seed, options.out);
  std::cout << "Pictures:\n" << gradients << '\n' << step_sizes << '\n' << training << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 2: check gradients, and catch wrong ones", "./strata run 2");
  ProgramOptions options{.out = "out/02_modules"};
  options.add_threads(program);
  options.add_seed(program);
  options.add_data(program);
  options.add_out(program);
  return program.run(argc, argv, [&] { run(options); });
}
