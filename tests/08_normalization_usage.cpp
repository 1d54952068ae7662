// Wrong use of the normalisation layers, options and summaries, and what running statistics mean.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "01_tensors/views.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "08_normalization/batch_norm.hpp"
#include "08_normalization/channelwise_scaling.hpp"
#include "08_normalization/layer_norm.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

TEST_CASE("One value per channel is refused in training, with what to do, and taken in evaluation", "[layering]") {
  Rng rng(1);
  Sequential network = sequential("classifier", Linear(5), BatchNorm());
  network.build({{4}, "F"}, rng);
  const Tensor x = Tensor::full({1, 4}, 1.0);
  check_contains(error_message([&] { network.forward(x); }),
                 {"classifier.1, training: got one value per channel, from an input [N=1,O=5]", "expected two or more",
                  "larger batch", "eval()", "LayerNorm"});
  network.eval();
  CHECK(network.forward(x).count() == 5);
  BatchNorm images;
  images.build({{1, 1, 3}, "HWC"}, rng);
  CHECK_THROWS_AS(images.forward(Tensor::full({1, 1, 1, 3}, 1.0)), Error);
  BatchNorm positions;
  positions.build({{1, 2, 3}, "HWC"}, rng);
  CHECK(positions.forward(Tensor::full({1, 1, 2, 3}, 1.0)).count() == 6);
  CHECK(elements<std::int64_t>(static_cast<BatchNorm&>(network[1]).batches_tracked())[0] == 0);  // it saw nothing
}

TEST_CASE("Wrong options and shapes of normalisation layers are named", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const double epsilon : {0.0, -1e-5, 1e-50, 1e50, nan, infinity}) {  // float32 has neither 1e-50 nor 1e50
    check_contains(error_message([&] { BatchNorm({.epsilon = epsilon}); }),
                   {"BatchNorm, epsilon", "a finite number above 0"});
    check_contains(error_message([&] { LayerNorm({.epsilon = epsilon}); }),
                   {"LayerNorm, epsilon", "a finite number above 0"});
  }
  for (const double momentum : {-0.1, 1.1, nan}) {
    check_contains(error_message([&] { BatchNorm({.momentum = momentum}); }),
                   {"BatchNorm, momentum", "from 0 to 1", "std::nullopt"});
  }
  for (const Index axes : {Index{0}, Index{-2}}) {
    check_contains(error_message([&] { LayerNorm({.axes = axes}); }), {"LayerNorm, axes", "1 or more"});
  }
  Rng rng(1);
  LayerNorm three({.axes = 3}), last;
  check_contains(error_message([&] {
                   three.build({{4, 5}, "WC"}, rng);
                 }),
                 {"LayerNorm, input", "[W=4,C=5]", "3 axes or more"});
  check_contains(error_message([&] {
                   last.build({{28, 28, 1}, "HWC"}, rng);
                 }),
                 {"[H=28,W=28,C=1]", "[C=1]", "two numbers or more", ".axes = any"});
  BatchNorm batch_norm({.affine = false}), built;
  ChannelwiseScaling scaling;
  LayerNorm layer_norm({.affine = false});
  check_contains(error_message([&] { batch_norm.build({}, rng); }), {"BatchNorm, input", "single number"});
  check_contains(error_message([&] { scaling.build({}, rng); }), {"ChannelwiseScaling, input", "single number"});
  check_contains(error_message([&] { batch_norm.scale(); }), {"scale", "affine = true"});
  check_contains(error_message([&] { batch_norm.shift(); }), {"shift", "affine = true"});
  check_contains(error_message([&] { layer_norm.scale(); }), {"scale", "affine = true"});
  check_contains(error_message([&] { layer_norm.shift(); }), {"shift", "affine = true"});
  built.build({{3}, "C"}, rng);
  check_contains(error_message([&] { built.forward(Tensor::full({2, 4}, 1.0)); }), {"[N=any,C=3]", "[2,4]"});
  check_contains(error_message([] { BatchNormKernels::table.find(Device::cuda, Dtype::f32); }), {"chapter 18"});
  check_contains(error_message([] { LayerNormKernels::table.find(Device::cuda, Dtype::f32); }), {"chapter 18"});
}

TEST_CASE("Summaries of normalisation layers name what differs from the defaults", "[layering]") {
  Rng rng(1);
  Sequential network("network");
  network.add(BatchNorm()).add(BatchNorm({.epsilon = 1e-3, .momentum = 0.01}));
  network.add(BatchNorm({.momentum = std::nullopt, .affine = false}));
  network.add(LayerNorm()).add(LayerNorm({.axes = any, .epsilon = 1e-3})).add(LayerNorm({.axes = 2, .affine = false}));
  network.add(ChannelwiseScaling());
  CHECK(network[0].summary() == "BatchNorm");
  network.build({{4, 5, 6}, "HWC"}, rng);
  check_contains(network.describe(), {"BatchNorm(6) ", "BatchNorm(6, epsilon 0.001, momentum 0.01)",
                                      "BatchNorm(6, cumulative, no scale and shift)", "LayerNorm([C=6])",
                                      "LayerNorm([H=4,W=5,C=6], epsilon 0.001)",
                                      "LayerNorm([W=5,C=6], no scale and shift)", "ChannelwiseScaling(6)"});
  CHECK(network.parameter_count() == 12 + 12 + 0 + 12 + 240 + 0 + 12);
}

TEST_CASE("Cumulative running statistics are the means of all batches", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  BatchNorm layer({.momentum = std::nullopt});
  layer.to(Dtype::f64);
  layer.build({{3}, "C"}, rng);
  Eigen::RowVectorXd means = Eigen::RowVectorXd::Zero(3), variances = Eigen::RowVectorXd::Zero(3);
  for (int step = 0; step < 4; ++step) {
    const Tensor x = normal_tensor({7, 3}, rng);
    layer.forward(x);
    const Eigen::RowVectorXd mean = matrix<double>(x).colwise().mean();
    means += mean / 4;
    variances += (matrix<double>(x).rowwise() - mean).colwise().squaredNorm() / 6 / 4;
  }
  CHECK(row<double>(layer.running_mean()).isApprox(means, 1e-12));
  CHECK(row<double>(layer.running_variance()).isApprox(variances, 1e-12));
}

TEST_CASE("Behind BatchNorm nobody sees the scale of the weights before it", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential network = sequential("network", Linear(5), BatchNorm({.epsilon = 1e-12}));
  network.to(Dtype::f64);
  network.build({{4}, "F"}, rng);
  const Tensor x = normal_tensor({9, 4}, rng), dy = normal_tensor({9, 5}, rng);
  Parameter& weight = *network.parameters()[0];
  const Tensor y = network.forward(x);
  network.backward(dy);
  const Tensor gradient = weight.grad().clone();
  row<double>(weight.value) *= 1000;
  network.zero_grad();
  const Tensor scaled_y = network.forward(x);
  network.backward(dy);
  CHECK(row<double>(scaled_y).isApprox(row<double>(y), 1e-9));
  CHECK((row<double>(weight.grad()) * 1000).isApprox(row<double>(gradient), 1e-6));
  // Rows of the weight and of its gradient stand at right angles.
  for (Index o = 0; o < 5; ++o) {
    CHECK(std::abs(matrix<double>(weight.value).row(o).dot(matrix<double>(weight.grad()).row(o))) < 1e-8);
  }
}

TEST_CASE("A batch of two gives plus and minus one, and next to no gradient", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  BatchNorm layer;
  layer.to(Dtype::f64);
  layer.build({{6}, "C"}, rng);
  const Tensor x = Tensor::from<double>({2, 6}, {1, 2, 3, 4, 5, 6, -2, 7, 1, 0.5, 9, -4});
  const Tensor y = layer.forward(x);
  CHECK((row<double>(y).cwiseAbs().array() - 1).abs().maxCoeff() < 1e-5);
  const Tensor dx = layer.backward(normal_tensor({2, 6}, rng));
  CHECK(row<double>(dx).cwiseAbs().maxCoeff() < 1e-4);
}
