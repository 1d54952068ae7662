// The poolings: gradient checks, ties, equal bits, state, what they keep, shifts.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/sequential.hpp"
#include "tests/11_pooling_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

void build_pool(Module& layer, const Tensor& x) {
  Rng rng(1);
  layer.to(x.dtype());
  layer.build(x.shape().without_front(), rng);
}

// No pixel is near 0, where sizes |x| have a kink.
Tensor images_of(const Shape& shape, Rng& rng) {
  Tensor x = normal_tensor(shape, rng, Dtype::f32);
  for (float& pixel : x.values<float>()) pixel += pixel < 0 ? -0.2F : 0.2F;
  return x;
}

// Images of any size on which the cases' windows fit.
Tensor random_images(Rng& rng) {
  const Index samples = random_size(rng, 1, 3), height = random_size(rng, 4, 8), width = random_size(rng, 4, 8);
  return images_of({{samples, height, width, random_size(rng, 1, 3)}, "NHWC"}, rng);
}

// One of each kind, with windows of 3.
std::vector<std::unique_ptr<Module>> sliding_pools(PerAxis stride) {
  std::vector<std::unique_ptr<Module>> all;
  all.push_back(std::make_unique<MaxPool2d>(3, PoolOptions{.stride = stride}));
  all.push_back(std::make_unique<MinPool2d>(3, PoolOptions{.stride = stride}));
  all.push_back(std::make_unique<AveragePool2d>(3, MeanPoolOptions{.stride = stride}));
  all.push_back(std::make_unique<L2Pool2d>(3, MeanPoolOptions{.stride = stride}));
  all.push_back(std::make_unique<LpPool2d>(3, LpPoolOptions{.p = 1.5, .stride = stride}));
  return all;
}

}  // namespace

TEST_CASE("Every pooling's gradient is right to 1e-6 over random sizes, one odd image of one channel among them",
          "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const auto& layer : all_pools()) {
    for (int trial = 0; trial < 4; ++trial) {
      const Tensor x = trial == 0 ? images_of({{1, 7, 5, 1}, "NHWC"}, rng) : random_images(rng);
      build_pool(*layer, x);
      const GradientReport report = check_gradients(*layer, x, {.seed = rng.position()});
      INFO(layer->summary() << "\n" << report.text());
      CHECK(report.passed());
      CHECK(report["input"].kinks == 0);
    }
  }
}

TEST_CASE("More windows than pixels are no trouble", "[layering]") {
  AdaptiveAveragePool2d layer(5);
  const Tensor x = Tensor::from<float>({{1, 1, 2, 1}, "NHWC"}, {2, 4});
  build_pool(layer, x);
  const std::vector<float> row{2, 2, 3, 4, 4};
  std::vector<float> expected;
  for (int i = 0; i < 5; ++i) expected.insert(expected.end(), row.begin(), row.end());
  CHECK(elements<float>(layer.forward(x)) == expected);
  CHECK(elements<float>(layer.backward(Tensor::full({1, 5, 5, 1}, 1.0))) == std::vector<float>{12.5, 12.5});
}

TEST_CASE("Ties are kinks, recognised and not blamed", "[layering]") {
  const Tensor x = Tensor::full({{2, 4, 6, 3}, "NHWC"}, 0.5);
  MaxPool2d largest(2);
  MinPool2d smallest(2);
  GlobalMaxPool2d global;
  for (Module* layer : std::array<Module*, 3>{&largest, &smallest, &global}) {
    build_pool(*layer, x);
    const GradientReport report = check_gradients(*layer, x);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report["input"].kinks == 144);  // every pixel is one of four equal ones
  }
}

TEST_CASE("The first of equal pixels in the order of rows gets the whole gradient", "[layering]") {
  const Tensor x = Tensor::from<float>({{1, 2, 4, 1}, "NHWC"}, {1, 3, 7, 7, 3, 3, 7, 7});
  const Tensor dy = Tensor::from<float>({{1, 1, 2, 1}, "NHWC"}, {10, 20});
  MaxPool2d largest(2);
  build_pool(largest, x);
  CHECK(elements<float>(largest.forward(x)) == std::vector<float>{3, 7});
  CHECK(elements<float>(largest.backward(dy)) == std::vector<float>{0, 10, 20, 0, 0, 0, 0, 0});
  MinPool2d smallest(2);
  build_pool(smallest, x);
  CHECK(elements<float>(smallest.forward(x)) == std::vector<float>{1, 7});
  CHECK(elements<float>(smallest.backward(dy)) == std::vector<float>{10, 0, 20, 0, 0, 0, 0, 0});
}

TEST_CASE("Windows of 2 leave out the last row and column of an odd size, and get them in ceil mode", "[layering]") {
  const Tensor x = Tensor::from<float>({{1, 3, 3, 1}, "NHWC"}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  MaxPool2d floor(2), ceil(2, {.ceil_mode = true});
  AveragePool2d average(2, {.ceil_mode = true});
  for (Module* layer : std::array<Module*, 3>{&floor, &ceil, &average}) build_pool(*layer, x);
  CHECK(floor.output_sample() == Shape{1, 1, 1});
  CHECK(elements<float>(floor.forward(x)) == std::vector<float>{5});
  CHECK(elements<float>(floor.backward(Tensor::full({1, 1, 1, 1}, 2.0))) ==
        std::vector<float>{0, 0, 0, 0, 2, 0, 0, 0, 0});
  CHECK(elements<float>(ceil.forward(x)) == std::vector<float>{5, 6, 8, 9});
  CHECK(elements<float>(average.forward(x)) == std::vector<float>{3, 4.5, 7.5, 9});
}

TEST_CASE("The poolings' bits do not depend on the number of threads") {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor x = normal_tensor({{5, 29, 31, 37}, "NHWC"}, rng, Dtype::f32);
  for (const auto& layer : all_pools()) {
    build_pool(*layer, x);
    const Tensor dy = normal_tensor(layer->output_sample().with_front(5), rng, Dtype::f32);
    const auto step = [&](Index threads) {
      const ThreadCount scope(threads);
      const Tensor y = layer->forward(x), dx = layer->backward(dy);
      return std::array{elements<float>(y), elements<float>(dx)};
    };
    const auto one = step(1);
    INFO(layer->summary());
    CHECK(step(2) == one);
    CHECK(step(3) == one);
  }
}

TEST_CASE("Training and evaluation give the same outputs, and so does a clone", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const auto& layer : all_pools()) {
    const Tensor x = random_images(rng);
    build_pool(*layer, x);
    const auto copy = layer->clone();
    CHECK(copy->summary() == layer->summary());
    const auto training = elements<float>(layer->forward(x));
    CHECK(elements<float>(copy->forward(x)) == training);
    copy->eval();
    CHECK(elements<float>(copy->forward(x)) == training);
  }
}

TEST_CASE("A pooling keeps what its slope needs and nothing else", "[layering]") {
  struct Kept {
    std::unique_ptr<Module> layer;
    std::size_t bytes;
  };
  constexpr std::size_t image = std::size_t{4} * 40 * 40 * 10;  // x; y and the choices are a quarter of it
  std::vector<Kept> cases;
  cases.push_back({std::make_unique<MaxPool2d>(2), image / 4});
  cases.push_back({std::make_unique<AveragePool2d>(2), 0});
  cases.push_back({std::make_unique<LpPool2d>(2), image + image / 4});
  cases.push_back({std::make_unique<L2Pool2d>(2), image + image / 4});
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  const auto in_use = [&] { return memory.statistics().bytes_in_use; };
  const auto input = [] { return Tensor::full({{1, 40, 40, 10}, "NHWC"}, 0.5); };
  const auto upstream = [] { return Tensor::full({{1, 20, 20, 10}, "NHWC"}, 0.5); };
  for (const auto& [layer, bytes] : cases) {
    INFO(layer->summary());
    build_pool(*layer, input());
    const std::size_t before = in_use();
    layer->eval();
    layer->forward(input());
    CHECK(in_use() == before);
    layer->train();
    layer->forward(input());
    CHECK(in_use() >= before + bytes);
    CHECK(in_use() <= before + bytes + bytes / 4 + 512);  // blocks are rounded up
    layer->backward(upstream());
    CHECK(in_use() == before);
    layer->forward(input());
    CHECK_FALSE(layer->backward(upstream(), InputGradient::skip).defined());
    CHECK(in_use() == before);
  }
}

TEST_CASE("A shift by the stride shifts the outputs of every sliding window, to the last bit", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor wide = normal_tensor({{1, 24, 24, 2}, "NHWC"}, rng, Dtype::f32);
  const auto view = image<float>(wide);
  // The picture that a camera sees at (0, 0), and after it moved by 6 rows and 6 columns.
  Tensor x({{2, 18, 18, 2}, "NHWC"});
  const auto pictures = image<float>(x);
  for (Index n = 0; n < 2; ++n) {
    for (Index h = 0; h < 18; ++h) {
      for (Index w = 0; w < 18; ++w) {
        for (Index c = 0; c < 2; ++c) pictures(n, h, w, c) = view(0, h + 6 * n, w + 6 * n, c);
      }
    }
  }
  for (const PerAxis stride : {PerAxis(1), PerAxis(2), PerAxis(3), PerAxis(2, 3)}) {
    const Index down = 6 / stride.height, right = 6 / stride.width;
    for (const auto& layer : sliding_pools(stride)) {
      build_pool(*layer, x);
      const Tensor y = layer->forward(x);
      const auto pooled = image<float>(y);
      INFO(layer->summary());
      for (Index h = 0; h + down < pooled.height; ++h) {
        for (Index w = 0; w + right < pooled.width; ++w) {
          REQUIRE(pooled(1, h, w, 0) == pooled(0, h + down, w + right, 0));
        }
      }
    }
  }
}
