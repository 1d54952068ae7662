// The homework's networks: their parameters, exactly, and gradient checks of the whole.

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "02_modules/gradient_check.hpp"
#include "11_pooling/networks.hpp"
#include "11_pooling/shifts.hpp"
#include "tests/entries_to_check.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

struct Expected {
  std::function<Sequential()> make;
  Shape image;
  Index parameters;
  std::string features;  // what the first linear layer sees
};

const Shape mnist{{28, 28, 1}, "HWC"};
const Shape cifar{{32, 32, 3}, "HWC"};

}  // namespace

TEST_CASE("Every network has as many parameters as the homework says") {
  const std::vector<Expected> all{
      {[] { return simple_cnn(); }, mnist, 421642, "F=3136"}, {[] { return comparison_cnn(); }, mnist, 103018, "F=784"},
      {[] { return cnn_3x3(); }, cifar, 60362, "F=4096"},     {[] { return cnn_5x5(); }, cifar, 34538, "F=2048"},
      {[] { return cnn_7x7(); }, cifar, 17722, "F=1024"},     {[] { return cnn_1x1_3x3(); }, cifar, 65226, "F=4096"},
      {[] { return medium_cnn(); }, cifar, 322762, "F=8192"}, {[] { return deep_cnn(); }, cifar, 368938, "F=8192"}};
  for (const Expected& expected : all) {
    Sequential network = expected.make();
    Rng rng(1);
    CHECK(network.build(expected.image, rng) == Shape{10});
    INFO(network.path());
    CHECK(network.parameter_count() == expected.parameters);
    check_contains(network.describe(), {expected.features});
    CHECK(elements<float>(network.forward(Tensor::full(expected.image.with_front(1), 0.5))).size() == 10);
  }
}

TEST_CASE("Networks take the number of classes, and SimpleCNN its dropout") {
  Rng rng(1);
  Sequential seven = simple_cnn(7, 0.0);
  CHECK(seven.build(mnist, rng) == Shape{7});
  CHECK(seven.describe().find("Dropout") == std::string::npos);
  Sequential usual = simple_cnn();
  usual.build(mnist, rng);
  check_contains(usual.describe(), {"SimpleCNN.conv1", "SimpleCNN.pool2", "SimpleCNN.fc1_dropout", "Dropout(0.25)"});
}

TEST_CASE("The gradients of whole networks are right, SimpleCNN's with its dropout, on small odd images") {
  Rng rng(fresh_seed(), Stream::test);
  for (Sequential (*make)(Index) : {+[](Index classes) { return simple_cnn(classes); }, &comparison_cnn, &cnn_3x3,
                                    &cnn_5x5, &cnn_7x7, &cnn_1x1_3x3, &medium_cnn, &deep_cnn}) {
    Sequential network = make(3);
    network.build({{7, 5, 2}, "HWC"}, rng);
    const Tensor x = normal_tensor({{3, 7, 5, 2}, "NHWC"}, rng, Dtype::f32);
    const GradientReport report =
        check_gradients(network, x, {.entries = entries_to_check(12), .seed = rng.position()});
    INFO(report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("Images that are too small for a network are refused where nothing is left to pool") {
  Rng rng(1);
  check_contains(error_message([&] {
                   simple_cnn().build({{28, 3, 1}, "HWC"}, rng);
                 }),
                 {"SimpleCNN.pool2, input", "[H=14,W=1,C=64]", "at least the window, 2 x 2 pixels", "pool less often"});
}

TEST_CASE("All ways to halve an image have the same parameters and give the same sizes") {
  for (const Halving way : {Halving::max_pool, Halving::average_pool, Halving::strided, Halving::max_pool_and_mean}) {
    Sequential network = halving_network(way, Head::flatten, 10);
    Rng rng(1);
    network.build(mnist, rng);
    INFO(name(way));
    CHECK(network.parameter_count() == 80 + 1168 + 7850);
    check_contains(network.describe(), {"F=784"});
  }
}

TEST_CASE("Images move by whole pixels, and what comes in repeats the border", "[layering]") {
  const Tensor images = Tensor::from<std::uint8_t>({{1, 2, 3, 1}, "NHWC"}, {1, 2, 3, 4, 5, 6});
  CHECK(elements<std::uint8_t>(moved_right(images, 0)) == std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
  CHECK(elements<std::uint8_t>(moved_right(images, 1)) == std::vector<std::uint8_t>{1, 1, 2, 4, 4, 5});
  CHECK(elements<std::uint8_t>(moved_right(images, -1)) == std::vector<std::uint8_t>{2, 3, 3, 5, 6, 6});
  CHECK(moved_right(images, 0, 2).shape() == Shape{1, 6, 7, 1});
  CHECK(elements<std::uint8_t>(moved_right(images, 9)) == std::vector<std::uint8_t>{1, 1, 1, 4, 4, 4});
}

TEST_CASE("A shift by four pixels leaves the mean features where they were, and a shift by one does not") {
  // A small square in the middle of black images, which stays inside.
  Tensor images = Tensor::full({{3, 28, 28, 1}, "NHWC"}, 0, {Device::cpu, Dtype::u8});
  for (Index n = 0; n < 3; ++n) {
    for (Index i = 0; i < 9; ++i) {
      const Index position = (n * 28 + 12 + i / 3) * 28 + 12 + i % 3;
      images.values<std::uint8_t>()[static_cast<std::size_t>(position)] = static_cast<std::uint8_t>(100 + 10 * i * n);
    }
  }
  for (const Halving way : {Halving::max_pool, Halving::average_pool, Halving::strided, Halving::max_pool_and_mean}) {
    Sequential network = halving_network(way, Head::flatten, 2);
    Rng rng(1);
    network.build(mnist, rng);
    FeatureShifts shifts(network, way, images);
    INFO(name(way));
    CHECK(shifts.distance(4) < 1e-4);  // float32, less the features of black
    CHECK(shifts.distance(-4) < 1e-4);
    for (const Index pixels : {-3, -1, 1, 3}) CHECK(shifts.distance(pixels) > 1e-3);
    if (way == Halving::average_pool || way == Halving::max_pool_and_mean) CHECK(shifts.distance(2) < 1e-4);
    CHECK(shifts.distance_to_next_image() > 1e-3);
  }
}

TEST_CASE("Without a frame, a shift by four pixels changes the mean features of what the border cuts off") {
  Tensor images = Tensor::full({{1, 28, 28, 1}, "NHWC"}, 0, {Device::cpu, Dtype::u8});
  for (Index h = 10; h < 18; ++h) images.values<std::uint8_t>()[static_cast<std::size_t>(h * 28 + 25)] = 200;
  Sequential network = halving_network(Halving::max_pool, Head::global_mean, 2);
  Rng rng(1);
  network.build(mnist, rng);
  FeatureShifts framed(network, Halving::max_pool, images), bare(network, Halving::max_pool, images, 0);
  CHECK(framed.distance(4) < 1e-4);
  CHECK(bare.distance(0) == 0);
  CHECK(bare.distance(4) > 0.5);
}
