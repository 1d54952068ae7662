// The container: gradients, sums by hand, aliasing, state, threads and wrong use.

#include <catch2/catch.hpp>
#include <limits>

#include "01_tensors/tensor_file.hpp"
#include "02_modules/gradient_check.hpp"
#include "04_activations/softmax.hpp"
#include "07_training/module_state.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/conv2d.hpp"
#include "tests/12_residual_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

std::string build_error(Module& module, const Shape& sample) {
  return error_message([&] {
    Rng rng(1);
    module.build(sample, rng);
  });
}

std::unique_ptr<Module> convolution(Index channels, Index kernel, const Conv2dOptions& options = {}) {
  return std::make_unique<Conv2d>(channels, kernel, options);
}

}  // namespace

TEST_CASE("The gradients of container and blocks are right") {
  Rng rng(fresh_seed(), Stream::test);
  for (const ResidualCase& one : residual_cases()) {
    const auto module = one.make();
    module->build(one.batch.without_front(), rng);
    const GradientReport report =
        check_gradients(*module, normal_tensor(one.batch, rng, Dtype::f32), {.entries = 40, .seed = rng.position()});
    INFO(one.name << '\n' << report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("The gradients of blocks are right at strides 1 to 3, odd sizes, one sample and one channel") {
  Rng rng(fresh_seed(), Stream::test);
  for (const Index stride : {1, 2, 3}) {
    for (const Index samples : {1, 3}) {
      const Index in = random_size(rng, 1, 3), out = stride == 2 ? 1 : 4;
      const Shape batch({samples, random_size(rng, 5, 8), random_size(rng, 4, 7), in}, "NHWC");
      const ResidualBlock block{.in_channels = in, .out_channels = out, .stride = stride, .dropout = 0.25};
      Residual module = out == 4 ? bottleneck_block(block) : basic_block(block);
      module.build(batch.without_front(), rng);
      const GradientReport report =
          check_gradients(module, normal_tensor(batch, rng, Dtype::f32), {.entries = 25, .seed = rng.position()});
      INFO(batch.to_string() << ", stride " << stride << '\n' << report.text());
      CHECK(report.passed());
    }
  }
}

TEST_CASE("By hand: ReLU(x + ReLU(x)), and the gradient of the sum is the sum of the gradients", "[layering]") {
  Residual module(ReLU(), nullptr, std::make_unique<ReLU>());
  Rng rng(1);
  module.build({2}, rng);
  const Tensor x = Tensor::from<float>({2, 2}, {1, -2, 3, 0.5F});
  const Tensor y = module.forward(x);
  CHECK(elements<float>(y) == std::vector<float>{2, 0, 6, 1});
  const Tensor dx = module.backward(Tensor::from<float>({2, 2}, {1, 1, 10, 0.5F}));
  CHECK(elements<float>(dx) == std::vector<float>{2, 0, 20, 1});
}

TEST_CASE("Nothing that belongs to others is written to, be the parts handles to it", "[layering]") {
  Rng rng(1);
  // In evaluation mode Dropout returns its input itself, and SoftMax keeps a handle to its output.
  const auto check = [&](Residual module) {
    module.build({4}, rng);
    const Tensor x = normal_tensor({3, 4}, rng, Dtype::f32), dy = normal_tensor({3, 4}, rng, Dtype::f32);
    const std::vector<float> x_before = elements<float>(x), dy_before = elements<float>(dy);
    module.forward(x);
    module.backward(dy);
    module.eval();
    module.forward(x);
    CHECK(elements<float>(x) == x_before);
    CHECK(elements<float>(dy) == dy_before);
    module.train();
    CHECK(check_gradients(module, x).passed());
  };
  check(Residual(SoftMax()));
  check(Residual(ReLU(), std::make_unique<SoftMax>()));
  check(Residual(Residual(ReLU(), nullptr, std::make_unique<ReLU>()).fresh()));
  check(Residual(Dropout(0.5)));
}

TEST_CASE("A clone and a state that was saved give the same bits", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const TemporaryFolder folder;
  for (const ResidualCase& one : residual_cases()) {
    const auto module = one.make();
    module->build(one.batch.without_front(), rng);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32);
    module->forward(x);  // so that running statistics are no longer those of the beginning
    module->eval();
    const Tensor y = module->forward(x);
    INFO(one.name);
    const auto copy = module->clone();
    const Tensor of_copy = copy->forward(x);
    CHECK(elements<float>(of_copy) == elements<float>(y));
    CHECK(copy->describe() == module->describe());
    const std::vector<NamedTensor> state = module_state(*module);
    if (state.empty()) continue;
    save_tensors(folder / "state.safetensors", state);
    const auto loaded = one.make();
    loaded->build(one.batch.without_front(), rng);
    load_module_state(*loaded, load_tensors(folder / "state.safetensors"));
    loaded->eval();
    const Tensor of_loaded = loaded->forward(x);
    CHECK(elements<float>(of_loaded) == elements<float>(y));
  }
}

TEST_CASE("A branch whose shape differs from the shortcut's is refused, with both shapes and the shortcut that fits",
          "[layering]") {
  const Shape image({28, 28, 32}, "HWC");
  Residual halved(convolution(64, 3, {.stride = 2, .padding = 1}));
  check_contains(build_error(halved, image), {"Residual", "[H=14,W=14,C=64]", "[H=28,W=28,C=32]",
                                              "a 1x1 convolution with stride 2 to 64 channels"});
  Residual wider(convolution(48, 3, {.padding = 1}));
  check_contains(build_error(wider, image), {"[H=28,W=28,C=48]", "a 1x1 convolution to 48 channels"});
  Residual oblong(convolution(32, 3, {.stride = {2, 1}, .padding = 1}));
  check_contains(build_error(oblong, image), {"a 1x1 convolution with stride 2x1 to 32 channels"});
  Residual cropped(convolution(32, 3));
  check_contains(build_error(cropped, image), {"[H=26,W=26,C=32]", "no 1x1 convolution makes 26x26 pixels of 28x28"});
  Residual wrong_projection(convolution(64, 3, {.stride = 2, .padding = 1}), convolution(32, 1, {.stride = 2}));
  check_contains(build_error(wrong_projection, image),
                 {"[H=14,W=14,C=64]", "[H=14,W=14,C=32]", "output of the shortcut",
                  "a 1x1 convolution with stride 2 to 64 channels"});
  Residual needless(convolution(32, 3, {.padding = 1}), convolution(64, 1));
  check_contains(build_error(needless, image), {"[H=28,W=28,C=64]", "leave the shortcut out"});
  Residual rows(Linear(7));
  check_contains(build_error(rows, {{5}, "F"}), {"a linear layer to 7 features"});
}

TEST_CASE("A shortcut as the message proposes it builds", "[layering]") {
  Rng rng(1);
  for (const Index height : {5, 6, 7, 28}) {
    Residual module(convolution(6, 3, {.stride = 2, .padding = 1}), convolution(6, 1, {.stride = 2}));
    CHECK(module.build({height, 9, 4}, rng) == Shape{(height + 1) / 2, 5, 6});
  }
}

TEST_CASE("Blocks and containers that cannot be are refused", "[layering]") {
  check_contains(error_message([] { Residual none(std::unique_ptr<Module>{}); }), {"Residual", "no branch"});
  check_contains(error_message([] { basic_block({.in_channels = 0, .out_channels = 4}); }), {"0 input channels"});
  check_contains(error_message([] { basic_block({.in_channels = 4, .out_channels = 4, .stride = 0}); }), {"stride 0"});
  check_contains(error_message([] { bottleneck_block({.in_channels = 4, .out_channels = 3}); }),
                 {"3 output channels", "4 output channels or more"});
  check_contains(error_message([] { wide_block({.in_channels = 4, .out_channels = 4}, 0); }), {"0 output channels"});
  check_contains(error_message([] { basic_block({.in_channels = 4, .out_channels = 4, .dropout = 1.5}); }), {"1.5"});
  Residual block = basic_block({.in_channels = 4, .out_channels = 4});
  check_contains(build_error(block, {{5, 5, 3}, "HWC"}), {"Residual", "[H=5,W=5,C=4]", "[H=5,W=5,C=3]"});
}

TEST_CASE("The parts of a block have their names", "[layering]") {
  Rng rng(1);
  Sequential network("network");
  network.add(basic_block({.in_channels = 4, .out_channels = 6, .stride = 2, .dropout = 0.5}), "block");
  network.build({{5, 5, 4}, "HWC"}, rng);
  check_contains(network.describe(), {"network.block.branch.conv1 ", "network.block.branch.conv1_norm",
                                      "network.block.branch.conv1_activation", "network.block.branch.conv1_dropout",
                                      "network.block.branch.conv2_dropout", "network.block.shortcut.conv_norm",
                                      "network.block.activation"});
}

TEST_CASE("A block gives the same bits on any number of threads", "[layering]") {
  const auto run = [] {
    Rng rng(3);
    Residual block = basic_block({.in_channels = 4, .out_channels = 6, .stride = 2});
    block.build({{9, 8, 4}, "HWC"}, rng);
    const Tensor x = normal_tensor({{5, 9, 8, 4}, "NHWC"}, rng, Dtype::f32);
    const Tensor y = block.forward(x), dx = block.backward(normal_tensor(y.shape(), rng, Dtype::f32));
    std::vector<float> all = elements<float>(y);
    for (const float value : elements<float>(dx)) all.push_back(value);
    for (const Parameter* parameter : block.parameters()) {
      const Tensor gradient = parameter->grad();
      for (const float value : elements<float>(gradient)) all.push_back(value);
    }
    return all;
  };
  const std::vector<float> expected = run();
  for (const Index threads : {1, 2, 3}) {
    const ThreadCount scope(threads);
    CHECK(run() == expected);
  }
}
