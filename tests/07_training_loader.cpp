// Batches: every image once an epoch, the same batch whenever it is asked for, numbers as the formula says.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "01_tensors/views.hpp"
#include "07_training/data_loader.hpp"
#include "07_training/hold_out.hpp"
#include "tests/07_training_images.hpp"
#include "tests/error_matchers.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

TEST_CASE("Each epoch has every image once, in an order of its own", "[layering]") {
  const DataLoader loader(learnable_images(23, 3, 1), {.batch_size = 5, .seed = 7});
  CHECK(loader.batches() == 5);
  std::vector<Index> stored(23);
  std::iota(stored.begin(), stored.end(), Index{0});
  std::vector<std::vector<Index>> orders;
  for (Index epoch = 1; epoch <= 4; ++epoch) {
    orders.push_back(loader.order(epoch));
    std::vector<Index> sorted = orders.back();
    std::ranges::sort(sorted);
    CHECK(sorted == stored);
    for (std::size_t earlier = 0; earlier + 1 < orders.size(); ++earlier) CHECK(orders[earlier] != orders.back());
  }
  const DataLoader other(learnable_images(23, 3, 1), {.batch_size = 5, .seed = 8});
  CHECK(other.order(1) != orders[0]);
  const DataLoader as_stored(learnable_images(23, 3, 1), {.batch_size = 5, .shuffle = false});
  CHECK(as_stored.order(3) == stored);
}

TEST_CASE("A batch holds the images of its place in the order, the last one what is left", "[layering]") {
  const Dataset data = learnable_images(23, 3, 1);
  const DataLoader loader(data, {.batch_size = 5, .seed = 7});
  const std::vector<Index> order = loader.order(2);
  for (const Index number : {4, 0, 3}) {  // in any order
    const auto [x, labels] = loader.batch(2, number);
    REQUIRE(x.dim(0) == (number == 4 ? 3 : 5));
    for (Index i = 0; i < x.dim(0); ++i) {
      const Index n = order[static_cast<std::size_t>(number * 5 + i)];
      CHECK(row<std::int32_t>(labels)[i] == row<std::int32_t>(data.labels)[n]);
      const float pixel = static_cast<float>(image<std::uint8_t>(data.images)(n, 2, 3, 0)) / 255;
      CHECK(image<float>(x)(i, 2, 3, 0) == Approx(pixel).epsilon(1e-6));  // times 1/255, which is rounded
    }
  }
}

TEST_CASE("Measured normalisation gives mean 0 and deviation 1 in each channel", "[layering]") {
  const Dataset data = learnable_images(50, 3, 1, 3);
  const Normalisation measured = Normalisation::measured(data);
  const Tensor x = measured.apply(data.images);
  const Tensor pixels = x.reshape({{x.count() / 3, 3}, "NC"});
  for (Index c = 0; c < 3; ++c) {
    const Eigen::VectorXd channel = matrix<float>(pixels).col(c).cast<double>();
    // Float32 pixels: seven digits each, and their rounding has no preferred side.
    CHECK(std::abs(channel.mean()) < 1e-6);
    CHECK(std::abs((channel.array() - channel.mean()).square().mean() - 1) < 1e-6);
  }
}

TEST_CASE("Augmentation sees bytes, and does the same to the same batch of the same epoch", "[layering]") {
  const Dataset data = learnable_images(23, 3, 1);
  const LoaderOptions plain{.batch_size = 23, .shuffle = false};
  LoaderOptions moved = plain;
  moved.augmentation = random_shift(2);
  const DataLoader before(data, plain), loader(data, moved);
  const std::vector<float> first = elements<float>(loader.batch(1, 0).x);
  CHECK(first != elements<float>(loader.batch(2, 0).x));
  CHECK(first == elements<float>(loader.batch(1, 0).x));
  CHECK(first != elements<float>(before.batch(1, 0).x));
}

TEST_CASE("The bytes of a batch are what is normalised, augmentation included", "[layering]") {
  const DataLoader loader(learnable_images(23, 3, 1), {.batch_size = 5, .augmentation = random_shift(1)});
  for (const Index number : {0, 4}) {
    const BatchOfBytes bytes = loader.bytes(2, number);
    const Batch batch = loader.batch(2, number);
    CHECK(elements<float>(loader.options().normalisation.apply(bytes.images)) == elements<float>(batch.x));
    CHECK(elements<std::int32_t>(bytes.labels) == elements<std::int32_t>(batch.labels));
  }
}

TEST_CASE("A shift by nothing is no shift, and one by one pixel moves every pixel or drops it", "[layering]") {
  Tensor images = Tensor::from<std::uint8_t>({{1, 2, 2, 1}, "NHWC"}, {1, 2, 3, 4});
  Rng rng(1);
  random_shift(0)(images, rng);
  CHECK(elements<std::uint8_t>(images) == std::vector<std::uint8_t>{1, 2, 3, 4});
  for (int trial = 0; trial < 20; ++trial) {
    Tensor moved = images.clone();
    random_shift(1)(moved, rng);
    for (Index h = 0; h < 2; ++h) {
      for (Index w = 0; w < 2; ++w) {
        const std::uint8_t value = image<std::uint8_t>(moved)(0, h, w, 0);
        if (value == 0) continue;  // moved in from outside
        const Index from_h = (value - 1) / 2, from_w = (value - 1) % 2;
        const std::uint8_t first = image<std::uint8_t>(moved)(0, 0, 0, 0);
        CHECK(std::abs(from_h - h) <= 1);
        CHECK(std::abs(from_w - w) <= 1);
        if (first != 0) CHECK(value == first + 2 * h + w);  // all move together
      }
    }
  }
}

TEST_CASE("Images held out are the last ones, and the others stay", "[layering]") {
  const Dataset data = learnable_images(23, 3, 1);
  const DataSplit split = hold_out(data, 6);
  CHECK(split.train.size() == 17);
  CHECK(split.test.size() == 6);
  CHECK(elements<std::int32_t>(split.test.labels) == elements<std::int32_t>(data.labels.slice(17, 23)));
  for (const Index count : {0, 23, -1}) CHECK_THROWS_AS(hold_out(data, count), Error);
}

TEST_CASE("A loader refuses what it cannot cut", "[layering]") {
  const Dataset data = learnable_images(23, 3, 1);
  check_contains(error_message([] { DataLoader(Dataset{}, {}); }), {"DataLoader", "no images"});
  check_contains(error_message([&] { DataLoader(data, {.batch_size = 0}); }), {"batch size 0", "1 or more"});
  Dataset mixed = data;
  mixed.labels = data.labels.slice(0, 22);
  check_contains(error_message([&] { DataLoader(mixed, {}); }), {"[N=23,", "one image per label"});
  check_contains(error_message([&] {
                   DataLoader(data, {.normalisation = {{0, 0, 0}, {1, 1, 1}}});
                 }),
                 {"Normalisation", "C=1", "C=3"});
  check_contains(error_message([&] { DataLoader(data, {.normalisation = {{0}, {0}}}); }), {"deviation above 0"});
  Dataset strange = data;
  strange.labels = data.labels.clone();
  strange.labels.values<std::int32_t>()[4] = 3;
  check_contains(error_message([&] { DataLoader(strange, {}); }), {"learnable", "label 3 for image 4", "0 to 2"});
  const DataLoader loader(data, {.batch_size = 5});
  check_contains(error_message([&] { loader.batch(1, 5); }), {"batch 5 of epoch 1", "batch 0 to 4"});
  CHECK_THROWS_AS(loader.batch(0, 0), Error);
  CHECK_THROWS_AS(random_shift(-1), Error);
}
