// What layers have to do, counted, and who observes steps.

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "08_normalization/batch_norm.hpp"
#include "10_convolution/conv2d.hpp"
#include "12_residual/blocks.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "14_fast_cpu/profile_counts.hpp"

using namespace strata;
using fast_cpu::count_backward;
using fast_cpu::count_forward;
using fast_cpu::WorkCounts;

namespace {

constexpr Index profiled_images = 10;

Sequential built_for_profile(Sequential network, const Shape& sample) {
  Rng rng(1);
  network.build(sample, rng);
  return network;
}

std::vector<Module*> all_layers(Sequential& network) {
  std::vector<Module*> layers;
  for (Index i = 0; i < network.size(); ++i) layers.push_back(&network[i]);
  return layers;
}

void check_counts(const WorkCounts& counts, Index operations_of_an_image, Index numbers_of_an_image, Index parameters) {
  CHECK(counts.operations == static_cast<double>(profiled_images * operations_of_an_image));
  CHECK(counts.bytes == static_cast<double>(4 * (profiled_images * numbers_of_an_image + parameters)));
}

// Writes down what it hears.
class Listener : public StepObserver {
 public:
  void begin() override { text += '('; }
  void end(const std::string& layers, StepPass pass) override {
    text += layers + (pass == StepPass::forward ? " forward)" : " backward)");
  }
  std::string text;
};

}  // namespace

TEST_CASE("The operations and bytes of a convolution are those of its sums", "[layering]") {
  // Windows of 3x3 on 5 channels, 7 sums at 4x4 positions: 315 weights, each used 16 times.
  Sequential network =
      built_for_profile(sequential("n", Conv2d(7, 3, {.stride = 2, .padding = 1})), {{8, 8, 5}, "HWC"});
  const std::vector<Module*> layers = all_layers(network);
  constexpr Index x = Index{8} * 8 * 5, y = Index{4} * 4 * 7, parameters = Index{3} * 3 * 5 * 7 + 7;
  check_counts(count_forward(layers, profiled_images), Index{2} * 315 * 16, x + y, parameters);
  check_counts(count_backward(layers, profiled_images, InputGradient::skip), Index{2} * 315 * 16, x + y, parameters);
  check_counts(count_backward(layers, profiled_images, InputGradient::wanted), Index{4} * 315 * 16, 2 * x + y,
               2 * parameters);
}

TEST_CASE("The operations and bytes of Linear are those of its products", "[layering]") {
  Sequential network = built_for_profile(sequential("n", Linear(30)), {{20}, "F"});
  const std::vector<Module*> layers = all_layers(network);
  check_counts(count_forward(layers, profiled_images), Index{2} * 20 * 30, 20 + 30, Index{20} * 30 + 30);
  check_counts(count_backward(layers, profiled_images, InputGradient::wanted), Index{4} * 20 * 30, 40 + 30,
               Index{2} * (Index{20} * 30 + 30));
}

TEST_CASE("Other layers count by their numbers, and Flatten computes nothing", "[layering]") {
  Sequential network = built_for_profile(sequential("n", BatchNorm(), ReLU(), Flatten()), {{4, 4, 6}, "HWC"});
  const std::vector<Module*> layers = all_layers(network);
  check_counts(count_forward({layers.data(), 1}, profiled_images), 96, 192, 12);
  check_counts(count_forward({layers.data() + 1, 1}, profiled_images), 96, 192, 0);
  check_counts(count_backward({layers.data() + 1, 1}, profiled_images, InputGradient::wanted), 96, 288, 0);
  check_counts(count_forward({layers.data() + 2, 1}, profiled_images), 0, 192, 0);
  // All three as one: what lies between them is not moved.
  check_counts(count_forward(layers, profiled_images), 192, 192, 12);
  check_counts(count_backward(layers, profiled_images, InputGradient::skip), 192, 192, 12);
}

TEST_CASE("A block counts what is inside of it, and its sum", "[layering]") {
  Sequential network = built_for_profile(sequential("n", ReLU(), basic_block({.in_channels = 2, .out_channels = 2})),
                                         {{4, 4, 2}, "HWC"});
  const std::vector<Module*> layers = all_layers(network);
  constexpr Index image = Index{4} * 4 * 2, convolution = Index{2} * (Index{3} * 3 * 2 * 2) * 4 * 4;
  // ReLU; two convolutions, two BatchNorms, two ReLUs and a sum.
  check_counts(count_forward(layers, profiled_images), image + 2 * convolution + 5 * image, 2 * image,
               Index{2} * 36 + Index{2} * 4);
  // Backward without dx: the first ReLU has nothing to do, and the first convolution makes dW alone.
  check_counts(count_backward(layers, profiled_images, InputGradient::skip), 3 * convolution + 5 * image, 2 * image,
               Index{2} * 36 + Index{2} * 4);
}

TEST_CASE("An observer hears of each step of an optimised network, and of the parts of a step", "[layering]") {
  Sequential network("n");
  network.add(Conv2d(8, 3), "conv1").add(ReLU(), "relu1").add(Conv2d(8, 3), "conv2");
  network.add(Flatten(), "flatten").add(Linear(3), "fc");
  Rng rng(1);
  network.build({{8, 8, 1}, "HWC"}, rng);
  const std::unique_ptr<OptimizedNetwork> optimized = optimize(network);
  Listener listener;
  optimized->observe(&listener);
  const Tensor y = optimized->forward(Tensor::full({{2, 8, 8, 1}, "NHWC"}, 1));
  CHECK(listener.text ==
        "((conv1 + relu1 forward)(conv2 forward)conv1 + relu1; conv2 forward)(flatten forward)(fc forward)");
  listener.text.clear();
  optimized->backward(y, InputGradient::skip);
  CHECK(listener.text ==
        "(fc backward)(flatten backward)((conv2 backward)(conv1 + relu1 backward)conv1 + relu1; conv2 backward)");
  listener.text.clear();
  optimized->observe(nullptr);
  optimized->forward(Tensor::full({{2, 8, 8, 1}, "NHWC"}, 1));
  CHECK(listener.text.empty());
}
