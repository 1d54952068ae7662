// Passes of a trunk that follow each other in unusual ways: without a backward pass, interrupted, or disturbed.

#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/allocator.hpp"
#include "14_fast_cpu/images.hpp"
#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/14_fast_cpu_trunk_pair.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

// Outputs, dx and all gradients of one pass.
void check_equal_pass(PlainLayers& plain, TrunkLayers& trunk, const Tensor& x, Rng& rng) {
  for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) layers->network().zero_grad();
  const Tensor y = plain.forward(x), dy = normal_tensor(y.shape(), rng);
  CHECK(furthest(trunk.forward(x), y) <= 1e-10 * (1 + largest_size(y)));
  const Tensor dx = plain.backward(dy, InputGradient::wanted);
  CHECK(furthest(trunk.backward(dy, InputGradient::wanted), dx) <= 1e-10 * (1 + largest_size(dx)));
  const std::vector<Parameter*> expected = plain.network().parameters(), got = trunk.network().parameters();
  double scale = 1;
  for (const Parameter* parameter : expected) scale = std::max(scale, largest_size(parameter->grad()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(expected[i]->path);
    CHECK(furthest(got[i]->grad(), expected[i]->grad()) <= 1e-10 * scale);
  }
}

}  // namespace

TEST_CASE("A trunk may go forward with one batch and then train with another, stored or not") {
  Rng rng(1);
  for (const std::string name : {"basic", "three identity blocks", "one channel, made again", "conv + ReLU + pool, odd",
                                 "conv + BatchNorm + ReLU, made again, and two blocks"}) {
    const TrunkCase one = trunk_case(name);
    // So that all images of one image are stored, and none of nine.
    PlainLayers plain(one, Dtype::f64, 5);
    TrunkLayers trunk(one, Dtype::f64, 5, {.most_stored_bytes = Index{2} * 9 * 8 * 16 * 8});
    for (const Index first : {1, 9, 2}) {
      for (const Index second : {9, 2, 9}) {
        INFO(name << ", " << first << " images and then " << second);
        const Tensor x = normal_tensor(one.batch.with_first(first), rng);
        plain.forward(x);
        trunk.forward(x);
        check_equal_pass(plain, trunk, normal_tensor(one.batch.with_first(second), rng), rng);
      }
    }
  }
}

TEST_CASE("A part of an image that lies in the padding alone is all zeros, and nothing beside it is written",
          "[layering]") {
  const fast_cpu::ImageSize size{2, 3, 2};
  for (const Index row : {-9, -1, 0, 1, 2, 9}) {
    for (const Index column : {-9, -4, -3, -1, 0, 2, 3, 4, 9}) {
      for (const Index columns : {1, 3, 8}) {
        const fast_cpu::Extent part{row, 2, column, columns};
        const Index numbers = part.pixels() * size.channels, around = 40;
        std::vector<double> to(static_cast<std::size_t>(numbers + 2 * around), 7);
        fast_cpu::write_padded(size, part, to.data() + around, [&](Index h, Index first, Index count, double* pixels) {
          for (Index i = 0; i < count * 2; ++i) {
            const Index pixel = i / 2;
            pixels[i] = static_cast<double>(100 + 10 * h + first + pixel);
          }
        });
        INFO("row " << row << ", column " << column << ", " << columns << " columns");
        for (Index i = 0; i < std::ssize(to); ++i) {
          const Index pixel = (i - around) / 2, h = row + pixel / columns, w = column + pixel % columns;
          const bool inside = h >= 0 && h < size.height && w >= 0 && w < size.width;
          const bool ours = i >= around && i < around + numbers;
          CHECK(to[static_cast<std::size_t>(i)] == (!ours ? 7 : inside ? static_cast<double>(100 + 10 * h + w) : 0));
        }
      }
    }
  }
}

TEST_CASE("A pass that ends with an error leaves nothing behind in a trunk", "[layering]") {
  // One image of one pixel is too few for the first BatchNorm. Both outputs of the block are stored for one image, and
  // for nine neither is.
  const TrunkCase one{"block", [] { return sequential("trunk", basic_block({3, 3})); }, {{1, 1, 1, 3}, "NHWC"}};
  Rng rng(3);
  PlainLayers plain(one, Dtype::f64, 6);
  TrunkLayers trunk(one, Dtype::f64, 6, {.most_stored_bytes = Index{2} * 3 * 8});
  for (const Index samples : {9, 2, 90}) {
    const Tensor x = normal_tensor(one.batch, rng);
    for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) {
      check_contains(error_message([&] { layers->forward(x); }), {"one value per channel"});
    }
    check_equal_pass(plain, trunk, normal_tensor(one.batch.with_first(samples), rng), rng);
  }
}

TEST_CASE("Steps in front of the first that learns let go of their images, too", "[layering]") {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Rng rng(4);
  for (const TrunkCase& one : all_trunks()) {
    INFO(one.name);
    PlainLayers plain(one, Dtype::f32, 9);
    TrunkLayers trunk(one, Dtype::f32, 9);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32);
    const Tensor dy = normal_tensor(trunk.network().output_sample().with_front(one.batch[0]), rng, Dtype::f32);
    std::vector<std::size_t> kept;
    for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) {
      layers->forward(x);
      layers->backward(dy, InputGradient::wanted);
      const std::size_t before = memory.statistics().bytes_in_use;
      layers->forward(x);
      layers->backward(dy, InputGradient::skip);
      kept.push_back(memory.statistics().bytes_in_use - before);
    }
    CHECK(kept[1] <= kept[0]);  // layers that nobody calls backward() of keep what they kept for it
  }
}

TEST_CASE("A trunk's output that was written into is no longer taken for the ReLU's", "[layering]") {
  Rng rng(5);
  for (const std::string name : {"conv + ReLU", "conv", "conv + ReLU + pool, odd", "conv + BatchNorm + ReLU", "basic",
                                 "without an activation", "conv + ReLU + Dropout2d"}) {
    INFO(name);
    const TrunkCase one = trunk_case(name);
    PlainLayers plain(one, Dtype::f64, 5);
    TrunkLayers trunk(one, Dtype::f64, 5);
    const Tensor x = normal_tensor(one.batch, rng);
    Tensor y = trunk.forward(x);
    const Tensor dy = normal_tensor(y.shape(), rng);
    y.add(normal_tensor(y.shape(), rng));
    if (name == "conv + ReLU" || name == "basic" || name == "without an activation") {
      check_contains(error_message([&] { trunk.backward(dy, InputGradient::wanted); }),
                     {"backward()", "written into", "clone()"});
    } else {  // nothing of y is read again
      plain.forward(x);
      const Tensor dx = plain.backward(dy, InputGradient::wanted);
      CHECK(furthest(trunk.backward(dy, InputGradient::wanted), dx) <= 1e-10 * (1 + largest_size(dx)));
    }
    check_equal_pass(plain, trunk, x, rng);
  }
}
