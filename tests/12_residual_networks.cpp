// The homework's residual blocks and networks: their parameters, exactly, and gradient checks of the whole.

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "02_modules/gradient_check.hpp"
#include "12_residual/blocks.hpp"
#include "12_residual/networks.hpp"
#include "tests/entries_to_check.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

struct ExpectedBlock {
  Residual block;
  Index in_channels;
  Shape output;
  Index parameters;
};

struct ExpectedNetwork {
  std::function<Sequential()> make;
  Shape image;
  Index parameters;
};

const Shape mnist_image{{28, 28, 1}, "HWC"};
const Shape cifar_image{{32, 32, 3}, "HWC"};

GradientReport check_network(Sequential network, const Shape& batch, Rng& rng) {
  network.build(batch.without_front(), rng);
  return check_gradients(network, normal_tensor(batch, rng, Dtype::f32),
                         {.entries = entries_to_check(6), .seed = rng.position()});
}

}  // namespace

TEST_CASE("Every block has as many parameters as the homework says") {
  std::vector<ExpectedBlock> all;
  all.push_back({basic_block({.in_channels = 64, .out_channels = 64, .bias = true}), 64, {32, 32, 64}, 74112});
  all.push_back({bottleneck_block({.in_channels = 64, .out_channels = 64, .bias = true}), 64, {32, 32, 64}, 4640});
  all.push_back({wide_block({.in_channels = 64, .out_channels = 64, .bias = true}), 64, {32, 32, 128}, 230528});
  all.push_back({basic_block({.in_channels = 32, .out_channels = 32}), 32, {32, 32, 32}, 18560});
  all.push_back({basic_block({.in_channels = 32, .out_channels = 64, .stride = 2}), 32, {16, 16, 64}, 57728});
  for (ExpectedBlock& expected : all) {
    Rng rng(1);
    CHECK(expected.block.build({{32, 32, expected.in_channels}, "HWC"}, rng) == expected.output);
    CHECK(expected.block.parameter_count() == expected.parameters);
  }
}

TEST_CASE("Every residual network has as many parameters as the homework says") {
  const std::vector<ExpectedNetwork> all{{[] { return cnn_with_residual(); }, mnist_image, 160906},
                                         {[] { return cnn_with_residual(); }, cifar_image, 161482},
                                         {[] { return cnn_with_residual_reg(); }, cifar_image, 327882},
                                         {[] { return resnet_like_cnn(); }, cifar_image, 151818},
                                         {[] { return diff_blocks_nn(BlockKind::basic); }, cifar_image, 11173962},
                                         {[] { return diff_blocks_nn(BlockKind::bottleneck); }, cifar_image, 883402},
                                         {[] { return diff_blocks_nn(BlockKind::wide); }, cifar_image, 44595786}};
  for (const ExpectedNetwork& expected : all) {
    Sequential network = expected.make();  // one at a time: the last one takes 178 MB
    Rng rng(1);
    CHECK(network.build(expected.image, rng) == Shape{10});
    INFO(network.path());
    CHECK(network.parameter_count() == expected.parameters);
  }
}

TEST_CASE("Residual networks take the number of classes, and the regularised one its dropout") {
  Rng rng(1);
  Sequential seven = cnn_with_residual_reg(7, 0.0);
  CHECK(seven.build(cifar_image, rng) == Shape{7});
  CHECK(seven.describe().find("Dropout") == std::string::npos);
  Sequential usual = cnn_with_residual_reg();
  usual.build(cifar_image, rng);
  check_contains(usual.describe(),
                 {"CNNWithResidualReg.conv1_dropout", "CNNWithResidualReg.block1.branch.conv1_dropout",
                  "CNNWithResidualReg.block1.branch.conv2_dropout", "CNNWithResidualReg.block3.shortcut.conv_norm",
                  "Dropout2d(0.3)", "Conv2d(64 -> 128, 3x3, stride 2, padding 1, no bias)"});
}

TEST_CASE("The gradients of whole residual networks are right, entries chosen at random, on small odd images") {
  Rng rng(fresh_seed(), Stream::test);
  const auto passes = [&](Sequential network, const Shape& batch) {
    const GradientReport report = check_network(std::move(network), batch, rng);
    INFO(report.text());
    CHECK(report.passed());
  };
  passes(cnn_with_residual(3), {{3, 7, 6, 1}, "NHWC"});
  passes(cnn_with_residual_reg(3), {{3, 9, 7, 2}, "NHWC"});
  passes(resnet_like_cnn(3), {{3, 7, 6, 3}, "NHWC"});
}

#ifndef STRATA_SANITIZED  // under which it takes minutes
TEST_CASE("The gradients of a DiffBlocksNN of each kind are right, with a sixteenth of the channels") {
  // The same blocks, strides and shortcuts from the same function. At full width a check takes minutes. One seed:
  // behind up to 25 normalisations, in one of 120 such networks an entry was so near to kinks that its slope could not
  // be measured to six digits.
  Rng rng(1, Stream::test);
  for (const BlockKind kind : {BlockKind::basic, BlockKind::bottleneck, BlockKind::wide}) {
    const GradientReport report = check_network(diff_blocks_nn(kind, 3, 4), {{6, 9, 10, 2}, "NHWC"}, rng);
    INFO(report.text());
    CHECK(report.passed());
  }
}
#endif
