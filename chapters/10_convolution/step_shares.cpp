// Where does the time of a training step go? Prints what the parts of the convolutions take in a step of a network of
// seven 3x3 convolutions. Copying and adding up patches are timed alone, with the sizes of each layer; what is left of
// a convolution's kernels is matrix products, and what is left of the step are the other layers and the optimiser.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/flatten.hpp"
#include "08_normalization/batch_norm.hpp"
#include "10_convolution/convolution_block.hpp"
#include "10_convolution/patches.hpp"
#include "common/function_ref.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

struct ShareOptions {
  ProgramOptions program{.threads = 1, .batch_size = 64};
  Index repeats = 20;
};

// In microseconds.
struct ConvolutionTimes {
  double copying = 0;  // pixels to patches (10.19), in the forward pass and for the weight's gradient
  double adding = 0;   // patches to pixels (10.23)
  double all = 0;      // all kernels of the layer
};

// The shortest of many runs: what other programs take from this one makes parts of the step longer, and never shorter.
double shortest_microseconds(Index repeats, FunctionRef<void()> action) {
  double shortest = std::numeric_limits<double>::infinity();
  for (Index repeat = 0; repeat < repeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    action();
    const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
    shortest = std::min(shortest, time.count());
  }
  return shortest;
}

Sequential seven_convolutions() {
  Sequential network("network");
  const auto add = [&](const std::string& name, Index channels, Index stride) {
    add_convolution(network, name,
                    {.channels = channels,
                     .stride = stride,
                     .padding = 1,
                     .bias = false,
                     .normalisation = make_module<BatchNorm>,
                     .activation = make_module<ReLU>});
  };
  for (const std::string name : {"conv1", "conv2", "conv3"}) add(name, 32, 1);
  add("conv4", 64, 2);
  for (const std::string name : {"conv5", "conv6", "conv7"}) add(name, 64, 1);
  network.add(Flatten(), "flatten").add(Linear(10), "fc");
  return network;
}

// Calls action(begin, end) for pieces of the positions whose patches stay in the cache, as the kernels have them.
template <class Action>
void for_each_piece(Index positions, Index patch, Action action) {
  const Index piece = positions_in_cache(patch);
  for (Index begin = 0; begin < positions; begin += piece) action(begin, std::min(begin + piece, positions));
}

ConvolutionTimes time_convolution(Conv2d& layer, Index batch_size, bool first, Index repeats) {
  const Window& window = layer.window();
  const Tensor& weight = layer.weight().value;
  const Index in = weight.dim(3), patch = window.taps() * in, positions = batch_size * window.positions();
  Rng rng(1);
  const Tensor input = normal_numbers({batch_size, window.rows.input, window.columns.input, in}, rng);
  const Tensor dy = normal_numbers({batch_size, window.rows.output, window.columns.output, weight.dim(0)}, rng);
  Tensor y(dy.shape()), input_gradient(input.shape()), dweight(weight.shape());
  std::vector<float> patches(static_cast<std::size_t>(positions_in_cache(patch) * patch));
  const auto x = image<float>(input);
  const auto dx = image<float>(input_gradient);
  const Conv2dKernels& kernels = Conv2dKernels::table.find(Device::cpu, Dtype::f32, im2col_kernels);

  ConvolutionTimes times;
  times.copying = 2 * shortest_microseconds(repeats, [&] {
                    for_each_piece(positions, patch, [&](Index begin, Index end) {
                      gather_patches<float>(window, x, begin, end, patches.data());
                    });
                  });
  times.all = shortest_microseconds(repeats, [&] {
    kernels.forward(window, input, weight, nullptr, y);
    kernels.backward_weight(window, input, dy, Write::assign, dweight);
  });
  if (first) return times;  // nobody wants the gradient of the images
  times.adding = shortest_microseconds(repeats, [&] {
    for_each_piece(positions, patch,
                   [&](Index begin, Index end) { scatter_patches<float>(window, patches.data(), begin, end, dx); });
  });
  times.all += shortest_microseconds(repeats, [&] { kernels.backward_input(window, dy, weight, input_gradient); });
  return times;
}

double time_step(Sequential& network, Index batch_size, Index repeats) {
  Rng rng(2);
  const Tensor x = normal_numbers({{batch_size, 28, 28, 1}, "NHWC"}, rng);
  Tensor labels({{batch_size}, "N"}, {Device::cpu, Dtype::i32});
  for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(10));
  CrossEntropy criterion;
  Adam optimizer(network.parameters());
  return shortest_microseconds(repeats, [&] {
    criterion.forward(network.forward(x), labels);
    network.zero_grad();
    network.backward(criterion.backward(), InputGradient::skip);
    optimizer.step();
  });
}

void run(const ShareOptions& options) {
  set_thread_count(options.program.threads);
  const Index batch_size = options.program.batch_size;
  const Index repeats = options.repeats;
  Sequential network = seven_convolutions();
  Rng rng(1);
  network.build({{28, 28, 1}, "HWC"}, rng);
  const double step = time_step(network, batch_size, repeats);
  ConvolutionTimes sum;
  for (Index i = 0; i < network.size(); ++i) {
    auto* const layer = dynamic_cast<Conv2d*>(&network[i]);
    if (layer == nullptr) continue;
    const ConvolutionTimes times = time_convolution(*layer, batch_size, i == 0, repeats);
    sum.copying += times.copying;
    sum.adding += times.adding;
    sum.all += times.all;
  }
  Table table({{"part of a step", "", Align::left}, {"time", "ms"}, {"share"}});
  const auto row = [&](const std::string& part, double time) {
    table.row({part, Real{1e-3 * time, 1}, Percent{time / step, 0}});
  };
  row("convolutions: matrix products", sum.all - sum.copying - sum.adding);
  row("convolutions: pixels copied to patches", sum.copying);
  row("convolutions: patches added to pixels", sum.adding);
  row("BatchNorm, ReLU, Linear, loss and Adam", step - sum.all);
  row("all", step);
  std::cout << table;
}

}  // namespace

int main(int argc, char** argv) {
  Program program("What the parts of convolutions take in a training step", "10_convolution_step_shares");
  ShareOptions options;
  options.program.add_threads(program);
  options.program.add_batch_size(program);
  program.add_whole_number("--repeats", options.repeats, 1, 100000, "How often each part runs");
  return program.run(argc, argv, [&] { run(options); });
}
