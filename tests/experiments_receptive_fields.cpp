// How far the numbers of a network see, by its windows and by its gradients.

#include <catch2/catch.hpp>
#include <numeric>
#include <string>

#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "experiments/receptive_fields.hpp"
#include "tests/14_fast_cpu_scope.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

constexpr Index side = 32;

Sequential built(Sequential network) {
  Rng rng(1);
  network.build({{side, side, 3}, "HWC"}, rng);
  return network;
}

// Two convolutions with a pool of 2 after each. Without maxima and ReLU, no gradient is lost on the way.
Sequential linear_stack(Index kernel) {
  const Conv2dOptions same{.padding = Padding::same()};
  return built(sequential("net", Conv2d(4, kernel, same), AveragePool2d(2), Conv2d(5, kernel, same), AveragePool2d(2),
                          Flatten(), Linear(10)));
}

Tensor few_images() {
  Rng rng(2);
  return normal_tensor({4, side, side, 3}, rng, Dtype::f32);
}

// Whether the share of a pixel is above 0 exactly in this square of rows and columns.
bool is_seen_exactly(const FieldWidths& widths, Index first, Index last) {
  for (Index k = 0; k < side * side; ++k) {
    const Index row = k / side, column = k % side;
    const bool inside = row >= first && row <= last && column >= first && column <= last;
    if ((widths.share[static_cast<std::size_t>(k)] > 0) != inside) return false;
  }
  return true;
}

}  // namespace

// By hand, for 3x3: a window of 3; the pool adds 1, so 4; the second convolution adds 2 steps of 2, so 8; the pool adds
// one more, so 10. The number in the middle is the fifth of eight; its field begins at 4 times 4, less 1 of the first
// padding and 2 of the second.
TEST_CASE("Receptive fields are those that the windows have by hand, and a gradient fills them", "[layering]") {
  const Tensor x = few_images();
  Sequential three = linear_stack(3), five = linear_stack(5), seven = linear_stack(7);
  const FieldWidths of_three = field_widths(three, x), of_five = field_widths(five, x),
                    of_seven = field_widths(seven, x);
  CHECK(of_three.geometry == 10);
  CHECK(of_five.geometry == 16);
  CHECK(of_seven.geometry == 22);
  CHECK(of_three.seen == 10);
  CHECK(of_five.seen == 16);
  CHECK(of_seven.seen == 22);
  CHECK(is_seen_exactly(of_three, 13, 22));
  CHECK(is_seen_exactly(of_five, 10, 25));
  CHECK(is_seen_exactly(of_seven, 7, 28));
  CHECK_FALSE(seven.training());
}

TEST_CASE("What a window of one pixel sees is this pixel", "[layering]") {
  Sequential network = built(sequential("net", Conv2d(4, 1), Flatten(), Linear(10)));
  const FieldWidths widths = field_widths(network, few_images());
  CHECK(widths.geometry == 1);
  CHECK(widths.seen == 1);
  CHECK(widths.effective == 0);
  CHECK(is_seen_exactly(widths, side / 2, side / 2));
  CHECK(std::accumulate(widths.share.begin(), widths.share.end(), 0.0) == Approx(1));
}

TEST_CASE("With ReLU and maxima, what is measured lies inside what the windows allow", "[layering]") {
  const Conv2dOptions same{.padding = Padding::same()};
  Sequential network = built(sequential("net", Conv2d(4, 3, same), ReLU(), MaxPool2d(2), Conv2d(5, 3, same), ReLU(),
                                        MaxPool2d(2), Flatten(), Linear(10)));
  const FieldWidths widths = field_widths(network, few_images());
  CHECK(widths.geometry == 10);
  CHECK(widths.seen <= 10);
  CHECK(widths.seen > 1);
  CHECK(widths.effective > 0);
  for (Index k = 0; k < side * side; ++k) {
    const Index row = k / side, column = k % side;
    if (row < 13 || row > 22 || column < 13 || column > 22) CHECK(widths.share[static_cast<std::size_t>(k)] == 0);
  }
}

// Winograd's tiles of 4 x 4 spread the rounding of a gradient over their neighbours.
TEST_CASE("The rounding of fast kernels is no part of a receptive field", "[layering]") {
  const FastKernels fast;
  const Conv2dOptions same{.padding = Padding::same()};
  Sequential network = built(sequential("net", Conv2d(16, 3, same), AveragePool2d(2), Conv2d(32, 3, same),
                                        AveragePool2d(2), Flatten(), Linear(10)));
  const FieldWidths widths = field_widths(network, few_images());
  CHECK(widths.geometry == 10);
  CHECK(widths.seen == 10);
}
